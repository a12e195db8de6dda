import { operationEntry } from "@waxwing/contract";
import { type Sandbox, startSandbox } from "@waxwing/sandbox";
import { connectClient, type TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { until } from "../processes/conditions.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { sandboxSettings } from "../processes/web-world.ts";
import { type Fixture, type FixtureOptions, startFixture } from "./fixture.ts";
import { answerOf, type Key } from "./outcome.ts";

/** An instance of WhatsApp Web that is paired with an account of the sandbox. */
export interface WebInstance {
  readonly name: string;
  readonly id: string;
  readonly token: string;
  /** Digits of the account's number. */
  readonly phone: string;
  readonly jid: string;
  readonly lid: string;
}

/** A real server in this process whose WhatsApp Web is a sandbox. */
export interface WebFixture extends AsyncDisposable {
  readonly fixture: Fixture;
  readonly sandbox: Sandbox;
  /** The server's data directory. */
  readonly dataDirectory: string;
  /** Calls an operation by REST with the global key; the answer of a call that must succeed. */
  call<Answer = Record<string, unknown>>(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    key?: Key,
  ): Promise<Answer>;
  /** Creates an instance without pairing it. */
  create(
    name: string,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<{ name: string; id: string; token: string }>;
  /** Lets the phone of this number scan the QR code of an instance, and waits until it is open. */
  scan(name: string, phone: string, account?: string): Promise<void>;
  /** {@link create} and {@link scan}. */
  pair(name: string, phone: string, changes?: Readonly<Record<string, unknown>>): Promise<WebInstance>;
  /** Resolves once the instance's state is this. */
  state(name: string, state: "open" | "close" | "connecting"): Promise<void>;
  /** A client of its own, an ordinary Baileys, linked to the account of this number. */
  connect(phone: string, name: string): Promise<TestClient>;
  close(): Promise<void>;
}

/** Starts a sandbox and a server that knows no other WhatsApp. */
export async function startWebFixture(options: FixtureOptions = {}): Promise<WebFixture> {
  const started = new AsyncDisposableStack();
  try {
    const folder = temporaryFolder("web-fixture");
    started.defer(() => folder.remove());
    const caFile = `${folder.path}/ca.pem`;
    const sandbox = await startSandbox({ seed: "web-fixture", graph: { webhookUrl: null }, caFile });
    started.defer(() => sandbox.close());
    const { WA_BUSINESS_URL: _, ...web } = sandboxSettings(sandbox, caFile);
    const fixture = await startFixture({
      ...options,
      // Many connections take longer to close than the fixture allows its own.
      settings: { ...web, WAXWING_DATA_DIR: folder.path, SHUTDOWN_TIMEOUT: "15", ...options.settings },
    });
    started.defer(() => fixture.close());
    const clients = started.adopt(new Set<TestClient>(), async (all) => {
      await Promise.all([...all].map((client) => client.close()));
    });

    const call: WebFixture["call"] = async (operation, input, key) => {
      const entry = operationEntry(operation);
      if (entry === undefined) throw new Error(`no operation ${operation}`);
      return answerOf(await fixture.rest.call(entry, input, key ?? fixture.apiKey)) as never;
    };
    const state: WebFixture["state"] = async (name, wanted) => {
      await until(`${name} is ${wanted}`, async () => {
        const { instance } = await call<{ instance: { state: string } }>("instance.connectionState", {
          instanceName: name,
        });
        return instance.state === wanted;
      });
    };
    const create: WebFixture["create"] = async (name, changes = {}) => {
      // Under COMPATIBILITY=evolution the token is the hash itself.
      const { instance, hash } = await call<{ instance: { instanceId: string }; hash: { apikey: string } | string }>(
        "instance.create",
        { instanceName: name, integration: "WHATSAPP-BAILEYS", ...changes },
      );
      return { name, id: instance.instanceId, token: typeof hash === "string" ? hash : hash.apikey };
    };
    const scan: WebFixture["scan"] = async (name, phone, account = name) => {
      const { code } = await call<{ code?: string | null }>("instance.connect", { instanceName: name });
      if (typeof code !== "string") throw new Error(`connect of ${name} answered no QR code`);
      await sandbox.scanQr(code, { number: phone, name: account });
      await state(name, "open");
    };
    const { world, port, caPem } = sandbox;
    const reachable = { world, port, caPem, rootKey: Buffer.from(sandbox.rootKey, "base64") };
    const close = (): Promise<void> => started.disposeAsync();
    return {
      fixture,
      sandbox,
      dataDirectory: folder.path,
      call,
      create,
      scan,
      async pair(name, phone, changes = {}) {
        const created = await create(name, changes);
        await scan(name, phone);
        const { jid, lid } = sandbox.account(phone);
        return { ...created, phone, jid, lid };
      },
      state,
      async connect(phone, name) {
        const client = await connectClient(reachable, { phone, name, initialSync: false });
        clients.add(client);
        return client;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}
