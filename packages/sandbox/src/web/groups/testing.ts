import type { BaileysEventMap, GroupMetadata, WAMessage } from "@whiskeysockets/baileys";
import { connectClient, type TestClient } from "../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox, type TestSandboxOptions } from "../../testing/start.ts";
import type { Account } from "../model.ts";

/** Three people with a client each, and others who only have a phone. */
export interface Circle {
  readonly sandbox: TestSandbox;
  readonly ana: TestClient;
  readonly bruno: TestClient;
  readonly carla: TestClient;
  /** Somebody without a client; another one for each number. */
  person(number: number): Account;
  close(): Promise<void>;
}

export async function startCircle(options?: TestSandboxOptions): Promise<Circle> {
  const sandbox = await startTestSandbox(options);
  const clients: TestClient[] = [];
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
    await sandbox.close();
    const unknowns = sandbox.world.transcript.unknowns.map(({ stanza }) => JSON.stringify(stanza));
    if (unknowns.length > 0) throw new Error(`the sandbox did not know ${unknowns.join(", ")}`);
  };
  const connect = async (phone: string, name: string): Promise<TestClient> => {
    const client = await connectClient(sandbox, { phone, name, initialSync: false });
    clients.push(client);
    return client;
  };
  try {
    return {
      sandbox,
      ana: await connect("5511900000001", "Ana"),
      bruno: await connect("5511900000002", "Bruno"),
      carla: await connect("5511900000003", "Carla"),
      person: (number) => sandbox.world.directory.account(`55219${String(number).padStart(8, "0")}`),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The metadata with which a client hears of a group that it is in now. */
export async function heardOf(client: TestClient, group: string): Promise<GroupMetadata> {
  const groups = await client.waitFor("groups.upsert", (all) => all.some(({ id }) => id === group));
  const found = groups.find(({ id }) => id === group);
  if (found === undefined) throw new Error("the group is gone");
  return found;
}

/** The first report of this change of a group's members. */
export function changeOf(
  client: TestClient,
  group: string,
  action: BaileysEventMap["group-participants.update"]["action"],
  after = 0,
): Promise<BaileysEventMap["group-participants.update"]> {
  return client.waitFor("group-participants.update", (change) => change.id === group && change.action === action, {
    after,
  });
}

/** The first report of a change of a group that has this key. */
export async function updateOf(
  client: TestClient,
  group: string,
  key: keyof GroupMetadata,
  after = 0,
): Promise<Partial<GroupMetadata>> {
  const isIt = (update: Partial<GroupMetadata>): boolean => update.id === group && key in update;
  const updates = await client.waitFor("groups.update", (all) => all.some(isIt), { after });
  return updates.find(isIt) ?? {};
}

/** The first system message of this kind that a client shows in a group. */
export function stubOf(client: TestClient, group: string, type: number, after = 0): Promise<WAMessage> {
  return client.message(({ key, messageStubType }) => key.remoteJid === group && messageStubType === type, { after });
}
