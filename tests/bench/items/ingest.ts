import { createHmac } from "node:crypto";
import { until } from "../../processes/conditions.ts";
import { appSecret, type BenchServer, startBenchServer } from "../bench-server.ts";
import { requestBytes, runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { type ReceiverProcess, startReceiverProcess } from "../receiver-process.ts";
import { type Figure, printFigures } from "../report.ts";
import { measured, repeated } from "../statistics.ts";

const concurrency = 16;
const senders = 400;
const messagesPerRound = 9_000;
const phoneNumberId = "123456789012345";

interface Round {
  readonly perSecond: number;
  readonly serverMs: number;
  readonly postgresMs: number;
}

/** Meta's webhooks with one message each, from many senders, with and without a receiver of our own webhooks. */
export async function measureIngest(options: BenchOptions): Promise<void> {
  const alone = await ingestOn(options, undefined);
  printFigures("webhook ingest, concurrency 16, no webhook of our own", figuresOf(alone.rounds), [alone.check]);
  const receiver = await startReceiverProcess();
  try {
    const delivered = await ingestOn(options, receiver);
    printFigures("webhook ingest, concurrency 16, with delivery to a receiver", figuresOf(delivered.rounds), [
      "delivery falls behind the ingest and catches up: its CPU counts until the last event is delivered",
      delivered.check,
    ]);
  } finally {
    receiver.stop();
  }
}

function figuresOf(rounds: readonly Round[]): Figure[] {
  const of = (read: (round: Round) => number) => measured(rounds.map(read));
  return [
    { what: "messages stored and logged", unit: "/s", value: of((round) => round.perSecond), aim: "≥ 1,500/s" },
    { what: "CPU of the server per message", unit: "ms", value: of((round) => round.serverMs), aim: "≤ 0.6 ms" },
    { what: "CPU of PostgreSQL per message", unit: "ms", value: of((round) => round.postgresMs) },
  ];
}

async function ingestOn(
  options: BenchOptions,
  receiver: ReceiverProcess | undefined,
): Promise<{ rounds: Round[]; check: string }> {
  const bench = await startBenchServer(options.serverNodeOptions);
  try {
    const id = await bench.createInstance("bench", phoneNumberId, receiver?.url);
    const count = Math.round(messagesPerRound * options.scale);
    // Every sender's messages are numbered through all rounds: their order is checked at the end.
    let posted = 0;
    const round = async (messages: number): Promise<Round> => {
      const requests = Array.from({ length: messages }, (_, index) => webhookRequest(posted + index));
      posted += messages;
      const before = bench.cpu();
      const elapsedMs = await post(bench, requests);
      if (receiver !== undefined) await allDelivered(bench, receiver, id);
      const after = bench.cpu();
      return {
        perSecond: (messages / elapsedMs) * 1000,
        serverMs: (after.server - before.server) / messages,
        postgresMs: (after.postgres - before.postgres) / messages,
      };
    };
    await round(Math.round(2_000 * options.scale));
    const rounds = await repeated(options.rounds, () => round(count));
    const check = await checkStored(bench, id, posted);
    return {
      rounds,
      check: receiver === undefined ? check : `${check}; ${await receiver.delivered()} events delivered`,
    };
  } finally {
    await bench.close();
  }
}

/**
 * One connection carries the messages of some senders only, so that each sender's messages are posted one after the
 * other, as Meta does.
 */
async function post(bench: BenchServer, requests: readonly Buffer[]): Promise<number> {
  const lanes: Buffer[][] = Array.from({ length: concurrency }, () => []);
  for (const [index, request] of requests.entries()) lanes[(index % senders) % concurrency]?.push(request);
  const startedAt = performance.now();
  const results = await Promise.all(
    lanes.map((lane) => {
      let index = 0;
      return runLoad({ port: bench.server.port, concurrency: 1, expectedStatus: 200, next: () => lane[index++] });
    }),
  );
  const refusal = results.find((result) => result.refused > 0)?.firstRefusal;
  if (refusal !== undefined) throw new Error(`a webhook was refused: ${refusal}`);
  return performance.now() - startedAt;
}

function senderOf(index: number): string {
  return `55119${String(20_000_000 + (index % senders))}`;
}

function webhookRequest(index: number): Buffer {
  const from = senderOf(index);
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "987654321098765",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "15555550001", phone_number_id: phoneNumberId },
              contacts: [{ profile: { name: `Sender ${from}` }, wa_id: from }],
              messages: [
                {
                  from,
                  id: `wamid.BENCH${String(index).padStart(10, "0")}`,
                  timestamp: String(1_760_000_000 + Math.floor(index / 100)),
                  type: "text",
                  text: { body: `${from} ${String(index).padStart(10, "0")} a message about as long as people write.` },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return requestBytes("POST", "/webhook/meta", { "x-hub-signature-256": signature }, body);
}

async function allDelivered(bench: BenchServer, receiver: ReceiverProcess, instanceId: string): Promise<void> {
  await until(
    "all events are delivered",
    async () => {
      const { rows } = await bench.database.query<{ events: number }>(
        "SELECT count(*) AS events FROM event WHERE instance_id = $1",
        [instanceId],
      );
      return (await receiver.delivered()) >= (rows[0]?.events ?? 0);
    },
    120_000,
  );
}

/** Counts, senders and order as the database has them; throws when anything is not as it was posted. */
async function checkStored(bench: BenchServer, instanceId: string, posted: number): Promise<string> {
  const { rows } = await bench.database.query<{
    messages: number;
    events: number;
    strangers: number;
    disorder: number;
  }>(
    `SELECT (SELECT count(*) FROM message WHERE instance_id = $1) AS messages,
            (SELECT count(*) FROM event WHERE instance_id = $1 AND type = 'MESSAGES_UPSERT') AS events,
            (SELECT count(*) FROM message WHERE instance_id = $1
              AND remote_jid <> split_part(message->>'conversation', ' ', 1) || '@s.whatsapp.net') AS strangers,
            (SELECT count(*) FROM (
               SELECT split_part(data#>>'{message,conversation}', ' ', 2) AS number,
                      lag(split_part(data#>>'{message,conversation}', ' ', 2))
                        OVER (PARTITION BY data#>>'{key,remoteJid}' ORDER BY sequence) AS earlier
               FROM event WHERE instance_id = $1 AND type = 'MESSAGES_UPSERT') AS numbered
             WHERE earlier > number) AS disorder`,
    [instanceId],
  );
  const stored = rows[0];
  if (stored?.messages !== posted || stored.events !== posted || stored.strangers !== 0 || stored.disorder !== 0)
    throw new Error(`${posted} messages posted, but stored: ${JSON.stringify(stored)}`);
  return `${posted} posted, ${stored.messages} stored, ${stored.events} in the log, none under a wrong sender, none out of its sender's order`;
}
