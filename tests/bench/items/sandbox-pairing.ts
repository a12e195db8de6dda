import { startSandboxProcess } from "../../processes/sandbox-process.ts";
import type { BenchOptions } from "../options.ts";
import { printFigures } from "../report.ts";
import { startClients } from "../sandbox/client-process.ts";
import { measured } from "../statistics.ts";

const pairings = 10;

/** From the scan of the QR code to the open connection of a bare client, one client after the other. */
export async function measurePairing(options: BenchOptions): Promise<void> {
  const sandbox = await startSandboxProcess(options.serverNodeOptions);
  const clients = startClients(sandbox.url);
  try {
    // The first pairing loads code on both sides.
    await clients.run<"pair">({ kind: "pair", phones: ["5511900000000"], atOnce: 1 });
    const count = Math.max(3, Math.round(pairings * options.scale));
    const phones = Array.from({ length: count }, (_, index) => String(5511910000000 + index));
    const { openMs } = await clients.run<"pair">({ kind: "pair", phones, atOnce: 1 });
    printFigures(
      "pairing",
      [{ what: `QR code scanned → open, ${count} clients`, unit: "ms", value: measured(openMs) }],
      ["most of it is the client making its 812 one-time keys"],
    );
  } finally {
    await clients.stop();
    await sandbox.stop();
  }
}
