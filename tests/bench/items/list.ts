import { startBenchServer } from "../bench-server.ts";
import { runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { printFigures } from "../report.ts";
import { measured, repeated } from "../statistics.ts";

const instances = 100;
const messagesPerInstance = 300;
const concurrency = 16;
const callsPerRound = 6_000;

/** `fetchInstances` with 100 instances and 30,000 stored messages. */
export async function measureList(options: BenchOptions): Promise<void> {
  const bench = await startBenchServer(options.serverNodeOptions);
  try {
    for (let index = 0; index < instances; index++)
      await bench.createInstance(`bench-${index}`, String(200_000_000_000_000 + index));
    await bench.database.query(
      `INSERT INTO message (id, instance_id, key_id, remote_jid, from_me, message_type, message, source, status, message_timestamp)
       SELECT gen_random_uuid(), instance.id, 'K' || n, (5511900000000 + n % 50) || '@s.whatsapp.net', false, 'conversation',
              jsonb_build_object('conversation', 'Message ' || n), 'unknown', 'DELIVERY_ACK', 1760000000 + n
       FROM instance, generate_series(1, $1) AS n`,
      [messagesPerInstance],
    );
    await bench.database.query("UPDATE instance SET message_count = message_count + $1", [messagesPerInstance]);
    const request = bench.request("GET", "/instance/fetchInstances");
    const call = async (calls: number) => {
      let left = calls;
      const before = bench.cpu();
      const result = await runLoad({
        port: bench.server.port,
        concurrency,
        expectedStatus: 200,
        next: () => (left-- > 0 ? request : undefined),
      });
      if (result.refused > 0) throw new Error(`fetchInstances was refused: ${result.firstRefusal}`);
      return { perSecond: (calls / result.elapsedMs) * 1000, cpuMs: (bench.cpu().server - before.server) / calls };
    };
    await call(Math.round(1_000 * options.scale));
    const rounds = await repeated(options.rounds, () => call(Math.round(callsPerRound * options.scale)));
    printFigures("fetchInstances, 100 instances and 30,000 stored messages, concurrency 16", [
      { what: "calls", unit: "/s", value: measured(rounds.map((round) => round.perSecond)), aim: "≥ 2,000/s" },
      { what: "CPU of the server per call", unit: "ms", value: measured(rounds.map((round) => round.cpuMs)) },
    ]);
  } finally {
    await bench.close();
  }
}
