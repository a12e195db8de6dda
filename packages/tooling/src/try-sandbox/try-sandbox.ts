import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { serverNodeOptions } from "@waxwing/server/node-options";
import { documentedSettings } from "@waxwing/server/settings";
import { repositoryRoot } from "../repository.ts";
import { type DataDirectory, openDataDirectory } from "./data-directory.ts";
import { commandsToTry } from "./introduction.ts";
import type { TryOptions } from "./options.ts";
import { pairInstance, webAddressOf } from "./pair-instance.ts";
import { PartProcess } from "./part-process.ts";
import { poll } from "./poll.ts";
import { usablePort } from "./ports.ts";
import { WaxwingCalls } from "./waxwing-calls.ts";

const INSTANCE = "my-shop";
/** Number of the phone that the first instance is linked to. */
const SHOP = "5511955554444";
const CLOUD_INSTANCE = "my-cloud-shop";
const CONTACT = "5511988887777";
const GREETING = "Hello from Waxwing";
/** Of the sandbox's only Cloud API number. */
const PHONE_NUMBER_ID = "123456789012345";
/** Opens the server to programs on this machine only: it listens on 127.0.0.1. */
const API_KEY = "local-sandbox-key";
const ANSWER_MS = 30_000;

/** Starts both parts, plays one round, and runs until `signal` or until a part ends by itself (an Error then). */
export async function trySandbox(options: TryOptions, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const sandboxPort = await usablePort("port", options.sandboxPort);
  const serverPort = await usablePort("server-port", options.serverPort);
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const calls = new WaxwingCalls(`http://127.0.0.1:${serverPort}`, API_KEY);
  const data = openDataDirectory(options.dataDir);
  const parts: PartProcess[] = [];
  try {
    say("Starting the sandbox and a Waxwing server …");
    const secrets = { token: randomBytes(16).toString("hex"), app: randomBytes(16).toString("hex"), verify: "waxwing" };
    const sandbox = new PartProcess("sandbox", sandboxArguments(sandboxPort, calls.url, secrets, options, data), {
      cwd: data.sandbox,
      env: foreignEnvironment(),
      logFile: join(data.sandbox, "sandbox.log"),
    });
    parts.push(sandbox);
    await sandbox.ready(`${sandboxUrl}/admin/health`, signal);
    const web = await webAddressOf(sandboxUrl);
    const server = new PartProcess("server", serverArguments(), {
      cwd: data.server,
      env: {
        ...foreignEnvironment(),
        ...serverSettings(serverPort, sandboxUrl, secrets, data),
        ...webSettings(web, data),
      },
      logFile: join(data.server, "server.log"),
    });
    parts.push(server);
    await server.ready(`${calls.url}/health/ready`, signal);

    await calls.createInstance(CLOUD_INSTANCE, {
      integration: "WHATSAPP-BUSINESS",
      token: secrets.token,
      number: PHONE_NUMBER_ID,
    });
    await calls.createInstance(INSTANCE, { integration: "WHATSAPP-BAILEYS" });
    await pairInstance(calls, INSTANCE, { sandboxUrl, number: SHOP }, signal);
    say(`  ✓  ${INSTANCE} is linked to the phone of +${SHOP}`);
    const { total: before } = await calls.messagesFrom(INSTANCE, CONTACT);
    const sentAt = performance.now();
    const id = await calls.sendText(INSTANCE, CONTACT, GREETING);
    say(`  →  "${GREETING}" sent to +${CONTACT} (message ${id})`);
    const answer = await nextText(calls, before, signal);
    say(`  ←  "${answer}" answered +${CONTACT}, ${Math.round(performance.now() - sentAt)} ms later`);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${seconds} s from the start to the answer.\n`);
    say(
      commandsToTry({
        sandboxUrl,
        serverUrl: calls.url,
        apiKey: API_KEY,
        instance: INSTANCE,
        cloudInstance: CLOUD_INSTANCE,
        contact: CONTACT,
        parts,
      }),
    );
    await untilEnd(parts, signal);
  } finally {
    say("\nStopping …");
    // The server first: its last webhooks and requests still find the sandbox.
    for (const part of parts.toReversed()) await part.stop();
    data.release();
  }
}

function sandboxArguments(
  port: number,
  serverUrl: string,
  secrets: { readonly token: string; readonly app: string; readonly verify: string },
  { seed }: TryOptions,
  data: DataDirectory,
): string[] {
  return [
    join(repositoryRoot, "packages/sandbox/src/cli.ts"),
    ...["--port", String(port), "--webhook", `${serverUrl}/webhook/meta`, "--phone-number-id", PHONE_NUMBER_ID],
    ...["--access-token", secrets.token, "--app-secret", secrets.app, "--verify-token", secrets.verify],
    ...["--echo", CONTACT, "--ca-file", join(data.sandbox, "ca.pem")],
    ...(data.isKept ? ["--data", join(data.sandbox, "state")] : []),
    ...(seed === null ? [] : ["--seed", seed]),
  ];
}

function serverArguments(): string[] {
  const generate = join(repositoryRoot, "packages/database/src/generate-client.ts");
  return [...serverNodeOptions, "--import", generate, join(repositoryRoot, "apps/server/src/main.ts")];
}

function serverSettings(
  port: number,
  sandboxUrl: string,
  secrets: { readonly app: string; readonly verify: string },
  data: DataDirectory,
): Record<string, string> {
  return {
    SERVER_HOST: "127.0.0.1",
    SERVER_PORT: String(port),
    SERVER_URL: `http://127.0.0.1:${port}`,
    WAXWING_DATA_DIR: data.server,
    AUTHENTICATION_API_KEY: API_KEY,
    OUTBOUND_ALLOW_PRIVATE: "127.0.0.0/8",
    WA_BUSINESS_URL: sandboxUrl,
    WA_BUSINESS_TOKEN_WEBHOOK: secrets.verify,
    WA_BUSINESS_APP_SECRET: secrets.app,
    LOG_LEVEL: "warn",
  };
}

function webSettings(web: { webSocketUrl: string; rootKey: string }, data: DataDirectory): Record<string, string> {
  return {
    WA_WEB_SOCKET_URL: web.webSocketUrl,
    WA_WEB_ROOT_KEY: web.rootKey,
    WA_WEB_CA_FILE: join(data.sandbox, "ca.pem"),
  };
}

/** The environment without any setting of a Waxwing server: nobody's own database or keys get into this. */
function foreignEnvironment(): NodeJS.ProcessEnv {
  const settings = new Set<string>(documentedSettings.map(({ name }) => name));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.has(name)));
}

/** The next text of the contact that reaches the server's store. */
async function nextText(calls: WaxwingCalls, known: number, signal: AbortSignal): Promise<string> {
  const newText = async (): Promise<string | null> => {
    const { total, newestText } = await calls.messagesFrom(INSTANCE, CONTACT);
    return total > known ? newestText : null;
  };
  return await poll(newText, {
    patienceMs: ANSWER_MS,
    tooLate: () => `no answer within ${ANSWER_MS / 1000} s`,
    signal,
  });
}

async function untilEnd(parts: readonly PartProcess[], signal: AbortSignal): Promise<void> {
  const interrupted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const endings = parts.map((part) => part.ended.then(() => part));
  const first = await Promise.race([interrupted, ...endings]);
  // A terminal's Ctrl-C reaches the parts as well, and one of them may be quicker than our own handler.
  await new Promise((resolve) => setImmediate(resolve));
  if (first !== null && !signal.aborted) throw new Error(`the ${first.name} ended by itself:\n${first.lastLines()}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
