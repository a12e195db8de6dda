import { cpuMsOf } from "../../processes/process-figures.ts";
import { runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { type Clients, startClients } from "../sandbox/client-process.ts";
import { measured, repeated } from "../statistics.ts";
import { startWebBench, type WebBench } from "../web/web-bench.ts";

const concurrencies = [1, 16, 64];
const perRound = 1_500;
/** Messages until V8 has compiled what is measured. */
const warmUp = 500;
const contact = "5511980000001";

interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly postgresMs: number;
}

/**
 * Texts to a contact through REST, each until WhatsApp's ack, beside two bare Baileys clients that do the same in the same run: one
 * with its keys in memory, and one that stores them with each message, as a client does that is to go on after a crash.
 */
export async function measureWebSends(options: BenchOptions): Promise<void> {
  const bench = await startWebBench(options.serverNodeOptions);
  const forgetful = startClients(bench.sandbox.url);
  const storing = startClients(bench.sandbox.url);
  try {
    await bench.pair(["bench"], () => "5511955550001");
    await bench.addContacts([contact]);
    await forgetful.run<"pair">({ kind: "pair", phones: ["5511955550002"], atOnce: 1 });
    const keysIn = bench.postgres.connectionUri;
    await storing.run<"pair">({ kind: "pair", phones: ["5511955550003"], atOnce: 1, keysIn });
    const bare = async (clients: Clients, window: number, messages: number): Promise<Round> => {
      const before = { client: cpuMsOf(clients.pid), postgres: bench.cpu().postgres };
      const { elapsedMs } = await clients.run<"send">({
        kind: "send",
        to: `${contact}@s.whatsapp.net`,
        messages,
        window,
      });
      return {
        perSecond: (messages / elapsedMs) * 1000,
        cpuMs: (cpuMsOf(clients.pid) - before.client) / messages,
        postgresMs: (bench.cpu().postgres - before.postgres) / messages,
      };
    };
    await bare(forgetful, 4, warmUp);
    await bare(storing, 4, warmUp);
    await sends(bench, 4, warmUp);
    const figures: Figure[] = [];
    for (const concurrency of concurrencies) {
      const count = Math.round((concurrency === 1 ? perRound / 3 : perRound) * options.scale);
      const rounds = await repeated(options.rounds, async () => ({
        bare: await bare(forgetful, concurrency, count),
        storing: await bare(storing, concurrency, count),
        ours: await sends(bench, concurrency, count),
      }));
      type Who = "bare" | "storing" | "ours";
      const of = (who: Who, figure: keyof Round) => measured(rounds.map((round) => round[who][figure]));
      const ratio = (who: Who, figure: keyof Round): number => of(who, figure).median / of("bare", figure).median;
      const name = `concurrency ${concurrency}`;
      figures.push(
        { what: `${name}: bare client, sends`, unit: "/s", value: of("bare", "perSecond") },
        {
          what: `${name}: bare client that stores its keys, sends`,
          unit: "/s",
          value: of("storing", "perSecond"),
          ratio: ratio("storing", "perSecond"),
        },
        {
          what: `${name}: REST, sends`,
          unit: "/s",
          value: of("ours", "perSecond"),
          ratio: ratio("ours", "perSecond"),
          aim: "≥ 0.8x",
        },
        { what: `${name}: bare client, CPU a send`, unit: "ms", value: of("bare", "cpuMs") },
        {
          what: `${name}: server, CPU a send`,
          unit: "ms",
          value: of("ours", "cpuMs"),
          ratio: ratio("ours", "cpuMs"),
          aim: "≤ 1.25x",
        },
        {
          what: `${name}: bare client that stores its keys, CPU a send`,
          unit: "ms",
          value: of("storing", "cpuMs"),
          ratio: ratio("storing", "cpuMs"),
        },
        { what: `${name}: PostgreSQL for that client, CPU a send`, unit: "ms", value: of("storing", "postgresMs") },
        { what: `${name}: PostgreSQL for the server, CPU a send`, unit: "ms", value: of("ours", "postgresMs") },
      );
    }
    printFigures("WhatsApp Web: texts out, each until WhatsApp's ack", figures);
  } finally {
    await storing.stop();
    await forgetful.stop();
    await bench.close();
  }
}

async function sends(bench: WebBench, concurrency: number, count: number): Promise<Round> {
  const requests = Array.from({ length: count }, (_, index) =>
    bench.request("POST", "/message/sendText/bench", {
      number: contact,
      text: `Message ${index} of the benchmark, about as long as people write.`,
    }),
  );
  const before = bench.cpu();
  let index = 0;
  const result = await runLoad({
    port: bench.server().port,
    concurrency,
    expectedStatus: 201,
    next: () => requests[index++],
  });
  const after = bench.cpu();
  if (result.refused > 0) throw new Error(`a send was refused: ${result.firstRefusal}`);
  return {
    perSecond: (count / result.elapsedMs) * 1000,
    cpuMs: (after.server - before.server) / count,
    postgresMs: (after.postgres - before.postgres) / count,
  };
}
