import { WaxwingError } from "@waxwing/contract";
import type { EngineInstance } from "@waxwing/core";
import { type ClientOptions, clientOptions, type Sandbox, type SandboxOptions, startSandbox } from "@waxwing/sandbox";
import { connectClient, type TestClient } from "@waxwing/sandbox/testing/baileys-client";
import type { WASocket } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { testInstance } from "../../connection/testing/test-instance.ts";
import type { WebSessions } from "../../session.ts";
import { testSession } from "../../testing/test-session.ts";

/** A sandbox with real clients, which stand for the instances of a server. */
export interface Circle {
  readonly sandbox: Sandbox;
  readonly sessions: WebSessions;
  /** What a download from this sandbox needs. */
  readonly web: ClientOptions;
  /** A client that is linked and open, and its instance. */
  connect(phone: string, name: string): Promise<Member>;
  close(): Promise<void>;
}

export interface Member {
  readonly client: TestClient;
  readonly instance: EngineInstance;
  readonly jid: string;
  readonly lid: string;
}

/** What a call has for a signal when nobody cancels it. */
export const patient: AbortSignal = new AbortController().signal;

export async function startCircle(options: SandboxOptions = {}): Promise<Circle> {
  const sandbox = await startSandbox({ seed: "operations", graph: { webhookUrl: null }, ...options });
  const web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
  const members = new Map<string, TestClient>();
  const reachable = {
    world: sandbox.world,
    port: sandbox.port,
    caPem: sandbox.caPem,
    rootKey: Buffer.from(sandbox.rootKey, "base64"),
  };
  const log = pino({ level: "silent" });
  const bareSockets = new WeakMap<WASocket, WASocket>();
  /** `user` is what was known when the socket was made: nothing may need it. */
  const withoutUser = (socket: WASocket): WASocket => {
    const bare = bareSockets.get(socket) ?? { ...socket, user: undefined };
    bareSockets.set(socket, bare);
    return bare;
  };
  return {
    sandbox,
    web,
    sessions: {
      of({ id }) {
        const client = members.get(id);
        if (client?.isOpen !== true) throw new WaxwingError("INSTANCE_NOT_CONNECTED");
        return { ...testSession(id, client.socket, log), socket: withoutUser(client.socket) };
      },
    },
    async connect(phone, name) {
      const client = await connectClient(reachable, { phone, name, initialSync: false });
      const id = crypto.randomUUID();
      members.set(id, client);
      return {
        client,
        instance: testInstance(name, { id, connectionState: "open", ownerJid: client.jid }),
        jid: client.jid,
        lid: client.lid,
      };
    },
    async close() {
      for (const client of members.values()) await client.close();
      await web.close();
      await sandbox.close();
    },
  };
}
