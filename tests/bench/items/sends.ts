import { type BenchServer, startBenchServer } from "../bench-server.ts";
import { runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { measured, repeated } from "../statistics.ts";

const concurrencies = [1, 16, 64];
const instanceName = "bench";
const recipients = 500;
const sendsPerRound = 6_000;

interface Round {
  readonly perSecond: number;
  readonly serverMs: number;
  readonly postgresMs: number;
}

/** `sendText` through a local Graph server: sends a second, CPU of the server and of PostgreSQL per send. */
export async function measureSends(options: BenchOptions): Promise<void> {
  const bench = await startBenchServer(options.serverNodeOptions);
  try {
    const id = await bench.createInstance(instanceName, "123456789012345");
    await sends(bench, 16, Math.round(1_500 * options.scale));
    const figures: Figure[] = [];
    for (const concurrency of concurrencies) {
      const count = Math.round((concurrency === 1 ? sendsPerRound / 4 : sendsPerRound) * options.scale);
      const rounds = await repeated(options.rounds, () => sends(bench, concurrency, count));
      const figure = (what: string, unit: string, read: (round: Round) => number, aim?: string): Figure => ({
        what: `concurrency ${concurrency}: ${what}`,
        unit,
        value: measured(rounds.map(read)),
        ...(aim === undefined ? {} : { aim }),
      });
      figures.push(
        figure("sends", "/s", (round) => round.perSecond, concurrency === 1 ? undefined : "≥ 1,000/s"),
        figure("CPU of the server per send", "ms", (round) => round.serverMs, "≤ 0.8 ms"),
        figure("CPU of PostgreSQL per send", "ms", (round) => round.postgresMs),
      );
    }
    printFigures("sendText through the local Graph server", figures, [await checkStored(bench, id)]);
  } finally {
    await bench.close();
  }
}

let sent = 0;

async function sends(bench: BenchServer, concurrency: number, count: number): Promise<Round> {
  const requests = Array.from({ length: count }, (_, index) =>
    bench.request("POST", `/message/sendText/${instanceName}`, {
      number: `55119${String(10_000_000 + (index % recipients))}`,
      text: `Message ${index} of the benchmark, about as long as people write.`,
    }),
  );
  const before = bench.cpu();
  let index = 0;
  const result = await runLoad({
    port: bench.server.port,
    concurrency,
    expectedStatus: 201,
    next: () => requests[index++],
  });
  const after = bench.cpu();
  if (result.refused > 0) throw new Error(`a send was refused: ${result.firstRefusal}`);
  sent += count;
  return {
    perSecond: (count / result.elapsedMs) * 1000,
    serverMs: (after.server - before.server) / count,
    postgresMs: (after.postgres - before.postgres) / count,
  };
}

async function checkStored(bench: BenchServer, instanceId: string): Promise<string> {
  const { rows } = await bench.database.query<{ messages: number; events: number; attempts: number }>(
    `SELECT (SELECT count(*) FROM message WHERE instance_id = $1) AS messages,
            (SELECT count(*) FROM event WHERE instance_id = $1 AND type = 'SEND_MESSAGE') AS events,
            (SELECT count(*) FROM send_attempt) AS attempts`,
    [instanceId],
  );
  const stored = rows[0];
  if (stored?.messages !== sent || stored.events !== sent || stored.attempts !== 0)
    throw new Error(`${sent} sends answered, but stored: ${JSON.stringify(stored)}`);
  return `${sent} sends answered, ${stored.messages} messages and ${stored.events} events stored, no attempt left`;
}
