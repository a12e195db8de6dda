import { until } from "../../processes/conditions.ts";
import { residentMbOf } from "../../processes/process-figures.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { measured } from "../statistics.ts";
import { startWebBench, type WebBench } from "../web/web-bench.ts";

const steps = [50, 200];

/**
 * Memory of a server with idle instances, fresh after its start, and the time from the start of the process until all are
 * open. One round: pairing two hundred takes minutes.
 */
export async function measureWebInstances(options: BenchOptions): Promise<void> {
  const bench = await startWebBench(options.serverNodeOptions);
  const once = (value: number) => measured([value]);
  try {
    const empty = await settled(bench, 0);
    const figures: Figure[] = [{ what: "resident memory, no instance", unit: "MB", value: once(empty.memoryMb) }];
    let paired = 0;
    for (const step of steps.map((count) => Math.max(2, Math.round(count * options.scale)))) {
      const names = Array.from({ length: step - paired }, (_, index) => `instance-${paired + index}`);
      const first = paired;
      await bench.pair(names, (index) => String(5511955000000 + first + index));
      paired = step;
      const { memoryMb, allOpenMs } = await settled(bench, step);
      figures.push(
        { what: `resident memory, ${step} idle instances`, unit: "MB", value: once(memoryMb) },
        {
          what: `${step}: memory a further instance`,
          unit: "MB",
          value: once((memoryMb - empty.memoryMb) / step),
          aim: "≤ 2 MB",
        },
        { what: `${step}: process start to all open`, unit: "s", value: once(allOpenMs / 1000) },
      );
    }
    printFigures("WhatsApp Web: idle instances", figures);
  } finally {
    await bench.close();
  }
}

/** A new process, its memory once all instances are open and nothing has moved for a while. */
async function settled(bench: WebBench, instances: number): Promise<{ memoryMb: number; allOpenMs: number }> {
  const begin = performance.now();
  const server = await bench.restart();
  await until("all are open", async () => (await bench.open()) === instances, 300_000);
  const allOpenMs = performance.now() - begin;
  const samples: number[] = [];
  await until(
    "memory is steady",
    () => {
      samples.push(residentMbOf(server.pid));
      const last = samples.slice(-1000);
      return last.length === 1000 && Math.max(...last) - Math.min(...last) < 0.02 * Math.min(...last);
    },
    60_000,
  ).catch(() => undefined);
  return { memoryMb: residentMbOf(server.pid), allOpenMs };
}
