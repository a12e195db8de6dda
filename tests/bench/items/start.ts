import { residentMbOf } from "../../processes/process-figures.ts";
import { startServerProcess } from "../../processes/server-process.ts";
import { temporaryFolder } from "../../processes/temporary-folder.ts";
import { requestBytes, runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { printFigures } from "../report.ts";
import { measured } from "../statistics.ts";

const callsAsLoad = 30_000;

/** From the start of the process to its first answer (PostgreSQL included), and resident memory without PostgreSQL. */
export async function measureStart(options: BenchOptions): Promise<void> {
  const firstMs: number[] = [];
  const againMs: number[] = [];
  const idleMb: number[] = [];
  const loadedMb: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const folder = temporaryFolder("bench-start");
    try {
      const first = await startServerProcess({ dataDir: folder.path, nodeOptions: options.serverNodeOptions });
      firstMs.push(first.firstAnswerMs);
      await first.stop();

      const again = await startServerProcess({ dataDir: folder.path, nodeOptions: options.serverNodeOptions });
      againMs.push(again.firstAnswerMs);
      idleMb.push(residentMbOf(again.pid));
      let left = Math.round(callsAsLoad * options.scale);
      const request = requestBytes("GET", "/instance/fetchInstances", { apikey: again.apiKey });
      await runLoad({
        port: again.port,
        concurrency: 16,
        expectedStatus: 200,
        next: () => (left-- > 0 ? request : undefined),
      });
      loadedMb.push(residentMbOf(again.pid));
      await again.stop();
    } finally {
      folder.remove();
    }
  }
  printFigures("start and memory", [
    { what: "first start to first answer", unit: "ms", value: measured(firstMs) },
    { what: "start on existing data to first answer", unit: "ms", value: measured(againMs), aim: "≤ 1,500 ms" },
    { what: "resident memory, idle", unit: "MB", value: measured(idleMb), aim: "≤ 180 MB" },
    { what: `resident memory after ${callsAsLoad} calls`, unit: "MB", value: measured(loadedMb) },
  ]);
}
