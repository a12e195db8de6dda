import {
  defaultSettings,
  type OperationById,
  type OperationOutput,
  type ParsedInput,
  type Settings,
  WaxwingError,
} from "@waxwing/contract";
import { isSameHash, newToken, tokenHash } from "../access/token.ts";
import type { CoreParts } from "../core-parts.ts";
import type { InstanceProxy } from "../engine.ts";
import { uuidv7 } from "../identifiers.ts";
import type { InstanceRecord } from "../instance-directory.ts";
import { changeInstance } from "../log/instance-events.ts";
import type { OperationContext } from "../operation-context.ts";
import { invalidField } from "../validation.ts";
import { proxyChecker, storeProxy } from "./stored-proxy.ts";

type Create = OperationById<"instance.create">;

/** Implements `instance.create`: everything of the new instance in one transaction, or nothing. */
export async function createInstance(
  parts: CoreParts,
  input: ParsedInput<Create>,
  context: OperationContext,
): Promise<OperationOutput<Create>> {
  const { directory, engines, sealing, globalKeyHash } = parts;
  const engine = engines.of(input.integration);
  if (directory.byName(input.instanceName) !== undefined) throw alreadyExists(input.instanceName);
  const prepared = engine.prepare({
    instanceName: input.instanceName,
    token: input.token,
    number: input.number,
    businessId: input.businessId,
  });
  const token = prepared.instanceToken ?? newToken();
  if (token.length > 255) throw invalidField("token", "must have at most 255 characters");
  const hash = tokenHash(token);
  if (isSameHash(hash, globalKeyHash) || directory.byTokenHash(hash) !== undefined)
    throw new WaxwingError("TOKEN_ALREADY_IN_USE");
  for (const step of parts.creationSteps) await step.check(input);
  const proxy = proxyOf(input);
  if (proxy !== null) await proxyChecker(engine)(proxy, context.signal);

  const now = new Date();
  const settings = settingsOf(input);
  const record: InstanceRecord = {
    id: uuidv7(),
    name: input.instanceName,
    integration: input.integration,
    number: prepared.number,
    businessId: prepared.businessId,
    credentials: prepared.credentials,
    connectionState: prepared.connectionState,
    tokenHash: hash,
    ownerJid: prepared.ownerJid,
    profileName: null,
    profilePicUrl: null,
    connectionReasonCode: null,
    disconnectionReasonCode: null,
    disconnectionReason: null,
    disconnectedAt: null,
    settings,
    messageCount: 0,
    chatCount: 0,
    contactCount: 0,
    createdAt: now,
    updatedAt: now,
    proxy,
  };
  let answer: OperationOutput<Create> = {
    instance: {
      instanceName: record.name,
      instanceId: record.id,
      integration: record.integration,
      webhookWaBusiness: prepared.inboundUrl,
      status: "created",
    },
    hash: { apikey: token },
    settings,
  };
  const created = { type: "INSTANCE_CREATE" as const, data: { instanceName: record.name, instanceId: record.id } };
  try {
    await parts.changes.run(record.id, async () => {
      await changeInstance(parts, record, [created], async (client) => {
        await client.query(
          `INSERT INTO instance (id, name, integration, connection_state, number, business_id, owner_jid, token_hash,
                                 engine_credentials, settings, created_at, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
          [
            record.id,
            record.name,
            record.integration,
            record.connectionState,
            record.number,
            record.businessId,
            record.ownerJid,
            hash,
            record.credentials === null ? null : sealing.seal(record.credentials),
            JSON.stringify(settings),
            now,
          ],
        );
        await client.query("INSERT INTO event_stream (instance_id) VALUES ($1)", [record.id]);
        if (proxy !== null) await storeProxy(client, sealing, record.id, proxy);
        for (const step of parts.creationSteps) answer = { ...answer, ...(await step.apply(client, record.id, input)) };
        await context.idempotency?.complete(client, answer);
      });
      directory.add(record);
    });
  } catch (error) {
    throw uniqueViolation(error, input.instanceName) ?? error;
  }
  return answer;
}

/** @throws VALIDATION_FAILED when only a part of a proxy is given */
function proxyOf(input: ParsedInput<Create>): InstanceProxy | null {
  const { proxyHost, proxyPort, proxyProtocol, proxyUsername, proxyPassword } = input;
  if ([proxyHost, proxyPort, proxyProtocol, proxyUsername, proxyPassword].every((value) => value === undefined))
    return null;
  if (proxyHost === undefined) throw invalidField("proxyHost", "must be given with the other fields of the proxy");
  if (proxyPort === undefined) throw invalidField("proxyPort", "must be given with the other fields of the proxy");
  return {
    host: proxyHost,
    port: Number(proxyPort),
    protocol: proxyProtocol ?? "http",
    username: proxyUsername ?? null,
    password: proxyPassword ?? null,
  };
}

function settingsOf(input: ParsedInput<Create>): Settings {
  const given = Object.keys(defaultSettings).flatMap((name) => {
    const value = input[name as keyof Settings];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...defaultSettings, ...(Object.fromEntries(given) as Partial<Settings>) };
}

function alreadyExists(name: string): WaxwingError {
  return new WaxwingError("INSTANCE_ALREADY_EXISTS", `An instance named "${name}" exists.`);
}

/** Two creations at the same time: the database decides. */
function uniqueViolation(error: unknown, name: string): WaxwingError | undefined {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  if (code !== "23505") return undefined;
  if (constraint === "instance_name_key") return alreadyExists(name);
  if (constraint === "instance_token_hash_key") return new WaxwingError("TOKEN_ALREADY_IN_USE");
  return undefined;
}
