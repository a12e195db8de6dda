import { until } from "../../processes/conditions.ts";
import { cpuMsOf } from "../../processes/process-figures.ts";
import { runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { printFigures } from "../report.ts";
import { startClients } from "../sandbox/client-process.ts";
import { measured, repeated } from "../statistics.ts";
import { startWebBench, type WebBench } from "../web/web-bench.ts";

const perRound = 2_000;
/** Messages until V8 has compiled what is measured. */
const warmUp = 500;
const contacts = 20;
const phones = { ours: "5511955550001", bare: "5511955550002" };

interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly postgresMs: number;
}

/** Texts of twenty contacts to an instance until they are stored with their events, beside a bare client that only decrypts. */
export async function measureWebIncoming(options: BenchOptions): Promise<void> {
  const bench = await startWebBench(options.serverNodeOptions);
  const clients = startClients(bench.sandbox.url);
  try {
    await bench.pair(["bench"], () => phones.ours);
    await clients.run<"pair">({ kind: "pair", phones: [phones.bare], atOnce: 1 });
    const people = Array.from({ length: contacts }, (_, index) => String(5511980000001 + index));
    await bench.addContacts(people);
    const count = Math.round(perRound * options.scale);
    let run = 0;
    const say = async (to: string, prefix: string, messages: number): Promise<void> => {
      let index = 0;
      const result = await runLoad({
        port: Number(new URL(bench.sandbox.url).port),
        concurrency: 8,
        expectedStatus: 200,
        next: () =>
          index < messages
            ? bench.admin("POST", `/contacts/${people[index % contacts]}/say`, {
                to,
                text: `${prefix}${index++}, about as long as what people write`,
              })
            : undefined,
      });
      if (result.refused > 0) throw new Error(`a contact could not say: ${result.firstRefusal}`);
    };
    const bare = async (messages: number): Promise<Round> => {
      const prefix = `bare ${run++} `;
      const before = cpuMsOf(clients.pid);
      const begin = performance.now();
      const received = clients.run<"receive">({ kind: "receive", prefix, messages });
      await say(phones.bare, prefix, messages);
      await received;
      const elapsedMs = performance.now() - begin;
      return {
        perSecond: (messages / elapsedMs) * 1000,
        cpuMs: (cpuMsOf(clients.pid) - before) / messages,
        postgresMs: 0,
      };
    };
    const ours = async (messages: number): Promise<Round> => {
      const known = await storedMessages(bench);
      const before = bench.cpu();
      const begin = performance.now();
      await say(phones.ours, `ours ${run++} `, messages);
      await until("all are stored", async () => (await storedMessages(bench)) >= known + messages, 120_000);
      const elapsedMs = performance.now() - begin;
      const after = bench.cpu();
      return {
        perSecond: (messages / elapsedMs) * 1000,
        cpuMs: (after.server - before.server) / messages,
        postgresMs: (after.postgres - before.postgres) / messages,
      };
    };
    await bare(warmUp);
    await ours(warmUp);
    const rounds = await repeated(options.rounds, async () => ({ bare: await bare(count), ours: await ours(count) }));
    const of = (who: "bare" | "ours", figure: keyof Round) => measured(rounds.map((round) => round[who][figure]));
    const ratio = (figure: keyof Round): number => of("ours", figure).median / of("bare", figure).median;
    printFigures(
      "WhatsApp Web: texts in, stored with their events",
      [
        { what: "bare client, decrypted", unit: "/s", value: of("bare", "perSecond") },
        {
          what: "server, stored",
          unit: "/s",
          value: of("ours", "perSecond"),
          ratio: ratio("perSecond"),
          aim: "≥ 0.8x",
        },
        { what: "bare client, CPU a message", unit: "ms", value: of("bare", "cpuMs") },
        { what: "server, CPU a message", unit: "ms", value: of("ours", "cpuMs"), ratio: ratio("cpuMs") },
        { what: "PostgreSQL, CPU a message", unit: "ms", value: of("ours", "postgresMs") },
      ],
      [await checkStored(bench)],
    );
  } finally {
    await clients.stop();
    await bench.close();
  }
}

async function storedMessages({ database }: WebBench): Promise<number> {
  const { rows } = await database.query<{ count: string }>("SELECT sum(message_count)::text AS count FROM instance");
  return Number(rows[0]?.count ?? 0);
}

async function checkStored({ database }: WebBench): Promise<string> {
  const { rows } = await database.query<{ messages: number; events: number; pending: number }>(
    `SELECT (SELECT count(*) FROM message WHERE NOT from_me) AS messages,
            (SELECT count(*) FROM event WHERE type = 'MESSAGES_UPSERT') AS events,
            (SELECT count(*) FROM decrypted_payload WHERE handled_at IS NULL) AS pending`,
  );
  const stored = rows[0];
  if (stored === undefined || stored.messages !== stored.events)
    throw new Error(`messages and events differ: ${JSON.stringify(stored)}`);
  return `${stored.messages} messages and as many events stored; decrypted and not handled: ${stored.pending}`;
}
