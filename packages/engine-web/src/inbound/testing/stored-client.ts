import type { Core } from "@waxwing/core";
import { type ReachableSandbox, TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { type BinaryNode, proto, type WASocket } from "@whiskeysockets/baileys";
import { pino } from "pino";
import type { SessionKeys } from "../../session.ts";
import { createInbound } from "../inbound.ts";
import type { Inbound } from "../types.ts";

export interface StoredClientParts {
  readonly sandbox: ReachableSandbox;
  readonly core: Core;
  readonly keys: SessionKeys;
  readonly instanceId: string;
  readonly phone: string;
}

/** An unmodified Baileys client with keys and inbox in PostgreSQL, as the server has them. */
export class StoredClient extends TestClient {
  readonly keys: SessionKeys;
  readonly inbound: Inbound;
  readonly failures: Error[] = [];
  /** While false, events are lost as in a crash. */
  isListening = true;
  #present: WASocket | undefined;

  constructor({ sandbox, core, keys, instanceId, phone }: StoredClientParts) {
    super(sandbox, {
      phone,
      auth: keys.auth,
      config: {
        makeSignalRepository: keys.makeSignalRepository,
        getMessage: async ({ id }) => {
          const { engineData = null } = (await core.messages.byKeyId(instanceId, id ?? "")) ?? {};
          return engineData === null ? undefined : (proto.WebMessageInfo.decode(engineData).message ?? undefined);
        },
      },
    });
    this.keys = keys;
    this.inbound = createInbound({
      instance: () => {
        const instance = core.directory.byId(instanceId);
        if (instance === undefined) throw new Error("the instance is gone");
        return instance;
      },
      keys,
      inbox: core.inbox,
      messages: core.messages,
      socket: () => this.#present,
      group: async (group) => this.#present?.groupMetadata(group),
      log: pino({ level: "silent" }),
      onFailure: (error) => this.failures.push(error),
    });
  }

  override start(): void {
    super.start();
    const { socket } = this;
    this.#present = socket;
    socket.ws.on("frame", (node: BinaryNode) => this.keys.noteStanza(node));
    socket.ev.process((events) => {
      if (events["creds.update"] !== undefined) void this.keys.saveCredentials();
      if (this.isListening) this.inbound.process(events);
    });
  }
}
