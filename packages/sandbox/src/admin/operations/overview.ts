import { z } from "zod";
import { parseDuration } from "../../duration.ts";
import { AdminError } from "../../graph/admin/check.ts";
import { phoneDigits } from "../../graph/phone.ts";
import { Done, done } from "../fields.ts";
import { type AdminOperation, operation } from "../operation.ts";

const Overview = z.object({
  url: z.string().describe("Graph, media and this API; also over https on the same port"),
  httpsUrl: z.string(),
  webSocketUrl: z.string().describe("WhatsApp Web; also over wss on the same port"),
  secureWebSocketUrl: z.string(),
  rootKey: z.string().describe("Key to trust for the Noise handshake: 32 bytes in base64"),
  caFile: z.string().nullable().describe("Certificate to trust for TLS; also at /admin/ca.pem"),
  data: z.string().nullable(),
  seed: z.string().nullable(),
  graph: z.object({
    accessToken: z.string(),
    appSecret: z.string(),
    verifyToken: z.string(),
    webhookUrl: z.string().nullable(),
    phoneNumbers: z.array(z.object({ id: z.string(), phone: z.string(), businessId: z.string() })),
  }),
  waxwing: z.record(z.string(), z.string()).describe("Settings with which a Waxwing server uses this sandbox as Meta"),
  baileys: z.record(z.string(), z.string()).describe("What a Baileys socket is told"),
  counts: z.object({
    accounts: z.int(),
    connections: z.int(),
    contacts: z.int(),
    groups: z.int(),
    transcript: z.int(),
    unknown: z.int().describe("Requests that the sandbox did not know"),
  }),
});

const Time = z.object({
  now: z.number().describe("Unix time in milliseconds"),
  iso: z.string(),
  aheadMs: z.number().describe("How far the sandbox's clock is ahead of the machine's"),
});

const Duration = z
  .union([z.number().min(0), z.string()])
  .transform((value, context) => {
    const ms = typeof value === "number" ? value : parseDuration(value);
    if (ms !== null) return ms;
    context.addIssue({ code: "custom", message: "must be a time such as 20ms, 90s, 24h or 30d" });
    return z.NEVER;
  })
  .describe("Milliseconds, or a text such as `90s`, `24h`, `30d`");

export const overviewOperations: readonly AdminOperation[] = [
  operation({
    method: "GET",
    path: "/",
    id: "getOverview",
    tag: "Sandbox",
    summary: "Addresses, keys and settings for clients, and what there is",
    answer: Overview,
    handle: (_input, sandbox) => ({
      url: sandbox.url,
      httpsUrl: sandbox.httpsUrl,
      webSocketUrl: sandbox.webSocketUrl,
      secureWebSocketUrl: sandbox.secureWebSocketUrl,
      rootKey: sandbox.rootKey,
      caFile: sandbox.caFile,
      data: sandbox.data,
      seed: sandbox.seed,
      graph: {
        accessToken: sandbox.graph.accessToken,
        appSecret: sandbox.graph.appSecret,
        verifyToken: sandbox.graph.verifyToken,
        webhookUrl: sandbox.graph.webhookUrl,
        phoneNumbers: sandbox.graph.phoneNumbers.map(({ id, displayPhoneNumber, businessId }) => ({
          id,
          phone: phoneDigits(displayPhoneNumber),
          businessId,
        })),
      },
      waxwing: {
        WA_BUSINESS_URL: sandbox.url,
        WA_BUSINESS_TOKEN_WEBHOOK: sandbox.graph.verifyToken,
        WA_BUSINESS_APP_SECRET: sandbox.graph.appSecret,
        OUTBOUND_ALLOW_PRIVATE: "127.0.0.0/8",
      },
      baileys: {
        waWebSocketUrl: sandbox.webSocketUrl,
        "WA_CERT_DETAILS.PUBLIC_KEY": sandbox.rootKey,
        NODE_EXTRA_CA_CERTS: sandbox.caFile ?? "a file with the answer of /admin/ca.pem",
      },
      counts: {
        accounts: sandbox.accounts.length,
        connections: sandbox.world.hub.connections.length,
        contacts: sandbox.contacts.length,
        groups: sandbox.world.groups.all.length,
        transcript: sandbox.transcript.entries.length,
        unknown: sandbox.transcript.unknowns.length,
      },
    }),
  }),
  operation({
    method: "GET",
    path: "/health",
    id: "getHealth",
    tag: "Sandbox",
    summary: "Whether it runs: wait for this in a CI",
    answer: z.object({ status: z.literal("ok") }),
    handle: () => ({ status: "ok" as const }),
  }),
  operation({
    method: "GET",
    path: "/ca.pem",
    id: "getCertificate",
    tag: "Sandbox",
    summary: "Certificate of the authority to trust for TLS, as PEM",
    answer: z.string(),
    answerType: "application/x-pem-file",
    handle: (_input, { caPem }) => caPem,
  }),
  operation({
    method: "GET",
    path: "/clock",
    id: "getClock",
    tag: "Sandbox",
    summary: "The sandbox's time",
    answer: Time,
    handle: (_input, { clock }) => timeOf(clock),
  }),
  operation({
    method: "POST",
    path: "/clock/advance",
    id: "advanceClock",
    tag: "Sandbox",
    summary: "Move the sandbox's clock forward, so that media, QR codes and the like expire without waiting",
    description: "Timers (latency, retries, keep-alive) follow the machine's clock all the same.",
    body: z.strictObject({ by: Duration }),
    answer: Time,
    handle: ({ body }, { clock }) => {
      try {
        clock.advance(body.by);
      } catch (error) {
        throw new AdminError(400, error instanceof Error ? error.message : String(error));
      }
      return timeOf(clock);
    },
  }),
  operation({
    method: "POST",
    path: "/idle",
    id: "waitUntilIdle",
    tag: "Sandbox",
    summary: "Answers when no webhook waits and the state is in its file",
    answer: Done,
    handle: async (_input, sandbox) => {
      await sandbox.idle();
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/restart",
    id: "restartServer",
    tag: "Sandbox",
    summary: "End all clients' connections as a server does that restarts (503)",
    answer: Done,
    handle: (_input, sandbox) => {
      sandbox.restartServer();
      return done;
    },
  }),
  operation({
    method: "POST",
    path: "/reset",
    id: "reset",
    tag: "Sandbox",
    summary: "Forget accounts, contacts, groups, messages, faults and transcripts; keys and settings stay",
    answer: Done,
    handle: async (_input, sandbox) => {
      await sandbox.reset();
      return done;
    },
  }),
];

function timeOf(clock: { now(): number; readonly offsetMs: number }): z.input<typeof Time> {
  const now = clock.now();
  return { now, iso: new Date(now).toISOString(), aheadMs: clock.offsetMs };
}
