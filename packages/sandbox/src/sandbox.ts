import { writeFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import { WhatsAppAccount } from "./account.ts";
import { type ClientOptions, clientOptions } from "./client-options.ts";
import { Contacts } from "./contact/contacts.ts";
import { type Foundation, layFoundation } from "./foundation.ts";
import { createGraph, type Graph } from "./graph/create-graph.ts";
import { httpUrl } from "./graph/server.ts";
import { createHttpApp, httpHandler } from "./http/http-app.ts";
import { enterPairingCode, scanQr } from "./mock-phone.ts";
import type { Sandbox } from "./sandbox-interface.ts";
import type { SandboxOptions } from "./sandbox-options.ts";
import { Gateway } from "./web/gateway/gateway.ts";
import { IqRouter } from "./web/iq-router.ts";
import { CHAT_PATH, type Listener, startListener } from "./web/listener/listener.ts";
import type { Account } from "./web/model.ts";
import { allRoutes } from "./web/routes.ts";
import type { World } from "./web/world.ts";

/** What is made anew when the sandbox is reset. */
interface Generation {
  readonly world: World;
  readonly gateway: Gateway;
  readonly contacts: Contacts;
  readonly app: FastifyInstance;
}

/** Starts WhatsApp in a box; `startSandbox` is the public name of this. */
export async function startWholeSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const foundation = await layFoundation(options);
  const { clock, store } = foundation;
  const graph = createGraph({
    ...options.graph,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.historyLimit === undefined ? {} : { historyLimit: options.historyLimit }),
    now: () => clock.now(),
  });
  const host = options.host ?? "127.0.0.1";
  const reachedAt = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  let generation: Generation;
  let port = 0;
  let listener: Listener | undefined;
  const clients: ReturnType<typeof clientOptions>[] = [];
  let closing: Promise<void> | null = null;

  const record = (phone: string, name?: string | undefined) =>
    generation.world.directory.account(phone, name === undefined ? {} : { name });
  const existing = (phone: string): Account => {
    const found = generation.world.directory.byPhone(phone);
    if (found === undefined) throw new Error(`nobody on WhatsApp has the number ${phone}`);
    return found;
  };

  const sandbox: Sandbox = {
    get url() {
      return httpUrl(reachedAt, port);
    },
    get httpsUrl() {
      return httpUrl(reachedAt, port).replace("http:", "https:");
    },
    get webSocketUrl() {
      return httpUrl(reachedAt, port).replace("http:", "ws:") + CHAT_PATH;
    },
    get secureWebSocketUrl() {
      return httpUrl(reachedAt, port).replace("http:", "wss:") + CHAT_PATH;
    },
    host: reachedAt,
    get port() {
      return port;
    },
    get caPem() {
      return listener?.caPem ?? "";
    },
    caFile: options.caFile ?? null,
    get rootKey() {
      return listener?.rootKey.toString("base64") ?? "";
    },
    seed: options.seed === undefined ? null : String(options.seed),
    data: options.data ?? null,
    graph: graph.server,
    get accounts() {
      const { world } = generation;
      return world.directory.accounts.map((each) => new WhatsAppAccount(world, each));
    },
    account: (phone, { name } = {}) => new WhatsAppAccount(generation.world, record(phone, name)),
    findAccount: (phone) => {
      const { world } = generation;
      const found = world.directory.byPhone(phone);
      return found === undefined ? undefined : new WhatsAppAccount(world, found);
    },
    get pending() {
      return generation.world.pairing.pending;
    },
    async waitForPairing({ timeoutMs = 5_000 } = {}) {
      const { transcript, pairing } = generation.world;
      const isWaiting = (): boolean => pairing.pending.length > 0;
      if (!isWaiting()) await transcript.waitFor(isWaiting, { timeoutMs, what: "a client that waits to be linked" });
      const [first] = pairing.pending;
      if (first === undefined) throw new Error("the client that waited to be linked has left");
      return first;
    },
    scanQr: (qrText, pairingOptions = {}) => scanQr(generation.world, qrText, pairingOptions),
    enterPairingCode: (code, pairingOptions = {}) => enterPairingCode(generation.world, code, pairingOptions),
    get contacts() {
      return generation.contacts.all;
    },
    contact: async (phone, contactOptions) => generation.contacts.contact(phone, contactOptions),
    findContact: (phone) => generation.contacts.find(phone),
    get groups() {
      const { groups } = generation.world;
      return groups.all.map(({ id }) => groups.handle(id));
    },
    findGroup: (jid) => {
      const { groups } = generation.world;
      return groups.get(jid) === undefined ? undefined : groups.handle(jid);
    },
    createGroup: (subject, { by, members, ...rest }) => {
      const { groups } = generation.world;
      return groups.create(existing(by), subject, members.map(existing), rest);
    },
    get faults() {
      return generation.world.faults;
    },
    get transcript() {
      return generation.world.transcript;
    },
    clock,
    get world() {
      return generation.world;
    },
    clientOptions(): ClientOptions {
      const made = clientOptions({ host: reachedAt, port, caPem: listener?.caPem ?? "" });
      clients.push(made);
      return made;
    },
    restartServer: () => generation.world.devices.endAll("server-restart"),
    async idle() {
      await graph.server.idle();
      do await new Promise((resolve) => setImmediate(resolve));
      while (generation.contacts.all.some(({ web }) => web.device.unopened > 0));
      await store.flush();
    },
    async reset() {
      const old = generation;
      abandon(old, "the sandbox was reset");
      // Also those of clients that are not logged in yet.
      old.world.faults.add({ kind: "drop" });
      graph.server.reset();
      foundation.forget();
      generation = await createGeneration(foundation, graph, sandbox);
      Object.assign(front, generation.world);
      await greetEchoes();
      // The request that asked for this is still answered by the old application.
      setImmediate(() => void old.app.close());
    },
    close() {
      closing ??= close();
      return closing;
    },
  };

  generation = await createGeneration(foundation, graph, sandbox);
  // Connections read the world through this object; the parts themselves never see it, so that those of a generation
  // that was reset can do nothing to the next.
  const front: World = { ...generation.world };
  try {
    await graph.app.ready();
    listener = await startListener(front, {
      host,
      port: options.port ?? 0,
      handleHttp: httpHandler({ app: () => generation.app, graph: graph.app }),
      onConnection: (connection, hello) => generation.gateway.accept(connection, hello),
    });
    port = listener.port;
    front.settings.mediaHost = `${reachedAt.includes(":") ? `[${reachedAt}]` : reachedAt}:${port}`;
    graph.listensAt(sandbox.url, port);
    if (options.caFile !== undefined) await writeFile(options.caFile, listener.caPem);
    await greetEchoes();
  } catch (error) {
    await close();
    throw error;
  }
  return sandbox;

  async function greetEchoes(): Promise<void> {
    for (const phone of options.echo ?? []) await sandbox.contact(phone, { echo: true });
  }

  async function close(): Promise<void> {
    abandon(generation, "the sandbox was closed");
    await Promise.all([listener?.close(), generation.app.close(), graph.server.close()]);
    for (const client of clients) await client.close();
    await store.close();
  }
}

async function createGeneration(foundation: Foundation, graph: Graph, sandbox: Sandbox): Promise<Generation> {
  const world = foundation.createWorld();
  return {
    world,
    gateway: new Gateway(world, new IqRouter(world, allRoutes(world))),
    contacts: new Contacts(world, graph.server),
    app: await createHttpApp(world, sandbox),
  };
}

function abandon({ world, contacts }: Generation, reason: string): void {
  contacts.abandon(reason);
  world.phones.abandon(reason);
  world.calls.abandon(reason);
  world.presence.abandon(reason);
  world.groups.events.abandon(reason);
  world.appState.abandon(reason);
  world.media.abandon(reason);
  world.transcript.abandon(reason);
  world.faults.clear();
}
