import { type MessageUserReceiptUpdate, proto, type WAMessage, type WAMessageUpdate } from "@whiskeysockets/baileys";
import { afterEach, beforeEach } from "vitest";
import {
  connectClient,
  type TestClient,
  type TestClientOptions,
  textOfMessage,
} from "../../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox, type TestSandboxOptions } from "../../../testing/start.ts";
import type { Phone } from "../../phone/phone.ts";
import type { World } from "../../world.ts";

/** A sandbox for each test of a file, and the clients that a test connects. */
export class Stage {
  readonly #options: TestSandboxOptions;
  #sandbox: TestSandbox | null = null;
  #clients: TestClient[] = [];

  /** To be called at the top of a test file: a fresh sandbox for each test. */
  constructor(options: TestSandboxOptions = {}) {
    this.#options = options;
    beforeEach(async () => {
      this.#sandbox = await startTestSandbox(this.#options);
    });
    afterEach(async () => {
      for (const client of this.#clients) await client.close();
      this.#clients = [];
      await this.#sandbox?.close();
      this.#sandbox = null;
    });
  }

  get sandbox(): TestSandbox {
    if (this.#sandbox === null) throw new Error("no test is running");
    return this.#sandbox;
  }

  get world(): World {
    return this.sandbox.world;
  }

  /** A paired client of an account, with the number +55 11 9888-000n and this name. */
  async client(number: number, name: string, options: Partial<TestClientOptions> = {}): Promise<TestClient> {
    const client = await connectClient(this.sandbox, { phone: `551198880${number}000`, name, ...options });
    this.#clients.push(client);
    const companion = this.world.directory.companion(client.account, client.address.device);
    await client.until(() => companion?.isProvisioned, { what: "keys and history from its phone" });
    await this.settled(client);
    return client;
  }

  /** Resolves once a client has answered everything that it was sent. */
  async settled(...clients: TestClient[]): Promise<void> {
    for (const client of clients) {
      await client.until(() => this.world.hub.waiting(client.address).length === 0, { what: "answers to everything" });
    }
  }

  /** Ends a client's connection from the server's side, as a broken network would, once it has answered everything. */
  async cut(client: TestClient): Promise<void> {
    await this.settled(client);
    this.world.hub.connection(client.address)?.drop();
    await client.closed();
  }

  /** A contact without a client, with the number +55 11 97777-000n, whose phone opens what it gets. */
  contact(number: number, name: string): Phone {
    const account = this.world.directory.account(`551197777${number}000`, { name });
    const phone = this.world.phones.of(account);
    phone.attend();
    return phone;
  }

  /** Notes about what was odd, oldest first. */
  get notes(): string[] {
    return this.world.transcript.entries.flatMap(({ note }) => note ?? []);
  }
}

/** Watches which statuses a client's session reports of its messages, by message id; each change once. */
export function watchStatuses(client: TestClient): (id: string | null | undefined) => number[] {
  const seen = new Map<string, number[]>();
  const note = (id: string | null | undefined, status: number | null | undefined): void => {
    const statuses = seen.get(id ?? "") ?? [];
    if (typeof status === "number" && status !== statuses.at(-1)) seen.set(id ?? "", [...statuses, status]);
  };
  client.socket.ev.on("messages.upsert", ({ messages }) => {
    for (const { key, status } of messages) note(key.id, status);
  });
  client.socket.ev.on("messages.update", (updates) => {
    for (const { key, update } of updates) note(key.id, update.status);
  });
  return (id) => seen.get(id ?? "") ?? [];
}

/** Statuses that a client reported of one of its messages until now. */
export function statusesOf(client: TestClient, id: string | null | undefined): number[] {
  const statuses: number[] = [];
  for (const { name, data } of client.events) {
    if (name === "messages.upsert") {
      const { messages } = data as { messages: WAMessage[] };
      for (const { key, status } of messages) if (key.id === id && typeof status === "number") statuses.push(status);
    } else if (name === "messages.update") {
      for (const { key, update } of data as WAMessageUpdate[]) {
        if (key.id === id && typeof update.status === "number") statuses.push(update.status);
      }
    }
  }
  return statuses;
}

/** Resolves once a client has reported a status of one of its messages. */
export function status(client: TestClient, id: string | null | undefined, wanted: number): Promise<void> {
  return client.until(() => statusesOf(client, id).includes(wanted), { what: `status ${wanted}` });
}

/** Who did what with one of a client's messages to a group or a status, as the client reported it: `read 1234@lid`, … */
export function receiptsOf(client: TestClient, id: string | null | undefined): string[] {
  const receipts: [string | null | undefined, MessageUserReceiptUpdate["receipt"]][] = [];
  for (const { name, data } of client.events) {
    if (name === "messages.upsert") {
      for (const { key, userReceipt } of (data as { messages: WAMessage[] }).messages) {
        for (const receipt of userReceipt ?? []) receipts.push([key.id, receipt]);
      }
    } else if (name === "message-receipt.update") {
      for (const { key, receipt } of data as MessageUserReceiptUpdate[]) receipts.push([key.id, receipt]);
    }
  }
  return receipts
    .filter(([of]) => of === id)
    .flatMap(([, { userJid, receiptTimestamp, readTimestamp }]) => [
      ...(receiptTimestamp ? [`delivered ${userJid}`] : []),
      ...(readTimestamp ? [`read ${userJid}`] : []),
    ]);
}

/** Texts of others' messages, in the order in which a client gave them to its application. */
export function textsOf(client: TestClient): string[] {
  return client.events
    .filter(({ name }) => name === "messages.upsert")
    .flatMap(({ data }) => (data as { messages: WAMessage[] }).messages)
    .filter(({ key }) => key.fromMe !== true)
    .flatMap(({ message }) => textOfMessage(message) ?? []);
}

export const { PENDING, SERVER_ACK, DELIVERY_ACK, READ, PLAYED, ERROR } = proto.WebMessageInfo.Status;

/** Forgets the Signal session that a client has with a device of another one: it can no longer read what comes from there. */
export async function forgetSession(client: TestClient, other: TestClient): Promise<void> {
  const { device } = other.address;
  const id = `${other.account.lid}_1.${device}`;
  const known = await client.auth.keys.get("session", [id]);
  if (known[id] === undefined) throw new Error(`there is no session ${id}`);
  await client.auth.keys.set({ session: { [id]: null } });
}
