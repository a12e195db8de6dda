import { cpuMsOf, residentMbOf } from "../../processes/process-figures.ts";
import { startSandboxProcess } from "../../processes/sandbox-process.ts";
import type { BenchOptions } from "../options.ts";
import { printFigures } from "../report.ts";
import { startClients } from "../sandbox/client-process.ts";
import { measured } from "../statistics.ts";

const connected = 200;

/** Memory of a sandbox with many clients connected, and what their pairing cost it. One round: pairing takes minutes. */
export async function measureClients(options: BenchOptions): Promise<void> {
  const count = Math.round(connected * options.scale);
  const sandbox = await startSandboxProcess(options.serverNodeOptions);
  const clients = startClients(sandbox.url);
  const once = (value: number) => measured([value]);
  try {
    await clients.run<"pair">({ kind: "pair", phones: ["5511900000000"], atOnce: 1 });
    const before = { memory: residentMbOf(sandbox.pid), clients: residentMbOf(clients.pid), cpu: cpuMsOf(sandbox.pid) };
    const phones = Array.from({ length: count }, (_, index) => String(5511920000000 + index));
    const begin = performance.now();
    await clients.run<"pair">({ kind: "pair", phones, atOnce: 8 });
    const elapsedS = (performance.now() - begin) / 1000;
    const memory = residentMbOf(sandbox.pid);
    printFigures(`${count} clients`, [
      { what: "resident memory, one client", unit: "MB", value: once(before.memory) },
      { what: `resident memory, ${count + 1} clients`, unit: "MB", value: once(memory) },
      { what: "memory a further client", unit: "MB", value: once((memory - before.memory) / count) },
      {
        what: "the clients' own, a further client",
        unit: "MB",
        value: once((residentMbOf(clients.pid) - before.clients) / count),
      },
      { what: "sandbox CPU a pairing", unit: "ms", value: once((cpuMsOf(sandbox.pid) - before.cpu) / count) },
      { what: "pairings", unit: "/s", value: once(count / elapsedS) },
    ]);
  } finally {
    await clients.stop();
    await sandbox.stop();
  }
}
