import { type Handlers, type Instance, WaxwingError } from "@waxwing/contract";
import { instanceNotFound } from "../access/access.ts";
import { newToken, tokenHash } from "../access/token.ts";
import type { CoreParts } from "../core-parts.ts";
import type { InstanceRecord } from "../instance-directory.ts";
import type { EventsOfInstance } from "../log/instance-events.ts";
import { changeInstance } from "../log/instance-events.ts";
import type { OperationContext } from "../operation-context.ts";
import { createInstance } from "./create-instance.ts";
import { firstCode } from "./first-code.ts";

const success = (message: string) => ({ status: "SUCCESS", error: false, response: { message } });

/** Handlers of `instance.*`. */
export function instanceHandlers(parts: CoreParts): Handlers<OperationContext>["instance"] {
  const { changes, directory, engines } = parts;

  /**
   * Stores a new connection state with its event; does nothing when it is the state already, or when the engine reports
   * states itself.
   */
  const setState = async (
    { instance }: OperationContext,
    state: "open" | "close",
    reason: { code: number; text: string },
  ): Promise<boolean> => {
    if (engines.of(instance.integration).start !== undefined) return instance.connectionState !== state;
    return changes.run(instance.id, () => changeState(instance, state, reason));
  };

  const changeState = async (
    instance: InstanceRecord,
    state: "open" | "close",
    reason: { code: number; text: string },
  ): Promise<boolean> => {
    if (directory.byId(instance.id)?.connectionState === state) return false;
    const now = new Date();
    const closed = state === "close";
    const change = {
      connectionState: state,
      connectionReasonCode: closed ? "logged_out" : "connected",
      disconnectionReasonCode: closed ? reason.code : null,
      disconnectionReason: closed ? reason.text : null,
      disconnectedAt: closed ? now : null,
      updatedAt: now,
    };
    const events: EventsOfInstance = [
      {
        type: "CONNECTION_UPDATE",
        data: {
          instance: instance.name,
          state,
          statusReason: reason.code,
          reason: reason.text,
          reasonCode: change.connectionReasonCode,
        },
      },
    ];
    if (closed) events.push({ type: "LOGOUT_INSTANCE", data: null });
    await changeInstance(parts, instance, events, async (client) => {
      await client.query(
        `UPDATE instance SET connection_state = $2, disconnection_reason_code = $3, disconnection_reason = $4,
           disconnected_at = $5, updated_at = $6, connection_reason_code = $7 WHERE id = $1`,
        [
          instance.id,
          state,
          change.disconnectionReasonCode,
          change.disconnectionReason,
          change.disconnectedAt,
          now,
          change.connectionReasonCode,
        ],
      );
    });
    directory.update(instance.id, change);
    return true;
  };

  return {
    async create(input, context) {
      const answer = await createInstance(parts, input, context);
      const qrcode =
        input.qrcode === true ? await firstCode(parts, answer.instance.instanceId, context.signal) : undefined;
      return qrcode === undefined ? answer : { ...answer, qrcode };
    },

    async connect(input, context) {
      const { instance } = context;
      const answer = await engines.of(instance.integration).connect(instance, { number: input.number }, context.signal);
      if (answer.instance?.state === "open") await setState(context, "open", { code: 200, text: "Connected" });
      return answer;
    },

    connectionState: (_input, { instance }) => ({
      instance: {
        instanceName: instance.name,
        state: instance.connectionState,
        ...connectionReason(instance),
      },
    }),

    fetchInstances(input, { principal }) {
      if (principal.kind === "instance") {
        const own = directory.byId(principal.instanceId);
        if (own === undefined) throw new WaxwingError("UNAUTHORIZED");
        const asksForAnother =
          (input.instanceName !== undefined && input.instanceName !== own.name) ||
          (input.instanceId !== undefined && input.instanceId !== own.id) ||
          (input.number !== undefined && input.number !== own.number);
        if (asksForAnother) throw new WaxwingError("FORBIDDEN", "This key does not open that instance.");
        return [directory.view(own)];
      }
      const isFiltered =
        input.instanceName !== undefined || input.instanceId !== undefined || input.number !== undefined;
      const found: Instance[] = [];
      for (const record of directory.all()) {
        if (input.instanceName !== undefined && input.instanceName !== record.name) continue;
        if (input.instanceId !== undefined && input.instanceId !== record.id) continue;
        if (input.number !== undefined && input.number !== record.number) continue;
        found.push(directory.view(record));
      }
      if (isFiltered && found.length === 0)
        throw instanceNotFound(input.instanceName ?? input.instanceId ?? input.number ?? "");
      return found;
    },

    async restart(_input, context) {
      const { instance } = context;
      const answer = await engines.of(instance.integration).restart(instance, context.signal);
      if (answer.instance?.state === "open") await setState(context, "open", { code: 200, text: "Restarted" });
      return answer;
    },

    async logout(_input, context) {
      const { instance } = context;
      const outcome = await engines.of(instance.integration).logout(instance, context.signal);
      const changed = await setState(context, "close", { code: 401, text: "Logged out through the API" });
      if (outcome === "unconfirmed") return success(unconfirmedLogout);
      return success(changed || outcome === "unlinked" ? "Instance logged out" : "Instance was already logged out");
    },

    async delete(_input, { instance }) {
      const engine = engines.of(instance.integration);
      await engine.release(instance);
      const event: EventsOfInstance = [
        { type: "INSTANCE_DELETE", data: { instanceName: instance.name, instanceId: instance.id } },
      ];
      await changes.run(instance.id, async () => {
        await changeInstance(parts, instance, event, async (client) => {
          const { rowCount } = await client.query("SELECT 1 FROM instance WHERE id = $1 FOR UPDATE", [instance.id]);
          if (rowCount === 0) throw instanceNotFound(instance.name);
          return async () => {
            await client.query("DELETE FROM instance WHERE id = $1", [instance.id]);
          };
        });
        directory.remove(instance.id);
      });
      engine.deleted?.(instance);
      return success("Instance deleted");
    },

    async setPresence(input, context) {
      const { instance } = context;
      const { presence } = engines.able(instance.integration, "presence");
      if (instance.connectionState !== "open") throw new WaxwingError("INSTANCE_NOT_CONNECTED");
      await presence.setPresence(instance, input.presence, context.signal);
      return { presence: input.presence };
    },

    async rotateToken(_input, { instance }) {
      const token = newToken();
      const hash = tokenHash(token);
      const updatedAt = new Date();
      await changes.run(instance.id, async () => {
        const { rowCount } = await parts.database.query(
          "UPDATE instance SET token_hash = $2, updated_at = $3 WHERE id = $1",
          [instance.id, hash, updatedAt],
        );
        if (rowCount === 0) throw instanceNotFound(instance.name);
        directory.update(instance.id, { tokenHash: hash, updatedAt });
      });
      return { hash: { apikey: token } };
    },
  };
}

const unconfirmedLogout =
  "Instance logged out here; WhatsApp did not confirm that its device is unlinked: remove it on the phone under Linked devices";

/** Code and text of the present state, for `connectionState`. */
function connectionReason(instance: InstanceRecord): { statusReason: number | null; reason: string | null } {
  if (instance.connectionState === "open") return { statusReason: 200, reason: null };
  return { statusReason: instance.disconnectionReasonCode, reason: instance.disconnectionReason };
}
