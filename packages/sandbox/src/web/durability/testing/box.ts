import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AuthenticationState } from "@whiskeysockets/baileys";
import { Clock } from "../../../clock.ts";
import { Random } from "../../../random.ts";
import { startSandbox } from "../../../start-sandbox.ts";
import { Store } from "../../../store/store.ts";
import { TestClient } from "../../../testing/baileys-client.ts";
import { createWorld } from "../../create-world.ts";
import type { World } from "../../world.ts";

const CLI = fileURLToPath(new URL("../../../cli.ts", import.meta.url));

/** How a sandbox ends: by `close()` in this process, or as a process of its own by SIGKILL. */
export type Ending = "closed" | "killed";

/** A running sandbox, seen from outside: by its HTTP API and by its clients alone. */
export class Box {
  readonly url: string;
  readonly rootKey: string;
  readonly caPem: string;
  readonly #stop: () => Promise<void>;

  constructor(url: string, rootKey: string, caPem: string, stop: () => Promise<void>) {
    this.url = url;
    this.rootKey = rootKey;
    this.caPem = caPem;
    this.#stop = stop;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Calls the admin API. Rejects with its answer when that is an error. */
  async admin<Answer = unknown>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<Answer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}/admin${path}`, {
      method,
      ...(body === undefined ? {} : { body: text, headers: { "content-type": "application/json" } }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    return JSON.parse(answer) as Answer;
  }

  /** A client that is linked to the account of this number unless it has credentials, and open. */
  async client(phone: string, auth?: AuthenticationState): Promise<TestClient> {
    const isLinked = auth?.creds.me !== undefined;
    const client = new TestClient(
      { port: this.port, caPem: this.caPem, world: elsewhere(), rootKey: Buffer.from(this.rootKey, "base64") },
      { phone, pairing: "none", ...(auth === undefined ? {} : { auth }) },
    );
    try {
      client.start();
      if (!isLinked) {
        await client.until(() => client.qr, { what: "QR code" });
        await this.admin("POST", `/mock-phone/scan-qr?number=${phone}&name=Client`, client.qr ?? "");
      }
      await client.opened();
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  /** Stanzas that passed, oldest first. */
  async stanzas(filter: Readonly<Record<string, string>> = {}): Promise<PassedStanza[]> {
    const query = new URLSearchParams({ kind: "stanza", limit: "10000", ...filter });
    return this.admin("GET", `/transcript?${query}`);
  }

  /** Resolves once clients have answered every message, receipt, notification and call that they were sent. */
  async settled(client: TestClient): Promise<void> {
    for (let open = -1; open !== 0; ) {
      const passed = await this.stanzas();
      const answers = new Set(
        passed.filter(({ direction }) => direction === "in").map(({ stanza }) => stanza.attrs["id"]),
      );
      open = passed.filter(({ direction, stanza }) => {
        const needsAnswer = ["message", "receipt", "notification", "call"].includes(stanza.tag);
        return direction === "out" && needsAnswer && !answers.has(stanza.attrs["id"]);
      }).length;
      if (open > 0) await client.until(nextLook(), { what: "answers" });
    }
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

/** What the admin API says of a stanza. */
export interface PassedStanza {
  readonly direction: "in" | "out";
  readonly phone: string | null;
  readonly stanza: PlainStanza;
}

export interface PlainStanza {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly content?: string | { readonly base64: string } | readonly PlainStanza[];
}

/** Where a box keeps its state, and on which port it listens: in memory and on a free one unless given. */
export interface BoxOptions {
  readonly data?: string;
  readonly port?: number;
}

/** Starts a sandbox that will end in this way. */
export async function startBox(ending: Ending, options: BoxOptions = {}): Promise<Box> {
  return ending === "closed" ? startHere(options) : startProcess(options);
}

async function startHere(options: BoxOptions): Promise<Box> {
  const sandbox = await startSandbox({ graph: { webhookUrl: null }, ...options });
  return new Box(sandbox.url, sandbox.rootKey, sandbox.caPem, () => sandbox.close());
}

async function startProcess({ data, port = 0 }: BoxOptions): Promise<Box> {
  const args = ["--port", String(port), "--webhook", "none", ...(data === undefined ? [] : ["--data", data])];
  const child: ChildProcess = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("/admin/transcript")) resolve();
    });
    void ended.then(() => reject(new Error(`the sandbox has ended: ${output}`)));
  });
  const url = /Waxwing sandbox: (\S+)/.exec(output)?.[1] ?? "";
  const caPem = await (await fetch(`${url}/admin/ca.pem`)).text();
  return new Box(url, /root key +(\S+)/.exec(output)?.[1] ?? "", caPem, async () => {
    child.kill("SIGKILL");
    await ended;
  });
}

/** The sandbox is in another process, and a test client asks it for nothing: it gets a world where nothing happens. */
function elsewhere(): World {
  const settings = { historyLimit: 1, mediaHost: "" };
  return createWorld({ store: Store.inMemory(), clock: new Clock(), random: new Random("elsewhere"), settings });
}

/** False once, then true: the next look at a condition comes 20 ms later. */
function nextLook(): () => boolean {
  let looks = 0;
  return () => looks++ > 0;
}
