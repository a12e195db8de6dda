import * as z from "zod";
import { poll } from "./poll.ts";
import type { WaxwingCalls } from "./waxwing-calls.ts";

const Admin = z.object({ webSocketUrl: z.string(), rootKey: z.string() });

/** Where the sandbox takes WhatsApp Web clients, and what they must trust. */
export async function webAddressOf(sandboxUrl: string): Promise<z.infer<typeof Admin>> {
  return Admin.parse(await (await fetch(`${sandboxUrl}/admin`)).json());
}

const OPEN_MS = 30_000;

/**
 * Lets the phone of `number` scan the QR code of an instance, and waits until it is open; one that was paired by an earlier
 * run with the same data connects by itself.
 */
export async function pairInstance(
  calls: WaxwingCalls,
  instance: string,
  { sandboxUrl, number }: { readonly sandboxUrl: string; readonly number: string },
  signal: AbortSignal,
): Promise<void> {
  const code = await calls.qrCode(instance);
  if (code !== null) {
    const scanned = await fetch(`${sandboxUrl}/admin/mock-phone/scan-qr?number=${number}`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: code,
    });
    if (!scanned.ok) throw new Error(`the QR code was not taken: HTTP ${scanned.status} ${await scanned.text()}`);
    await scanned.body?.cancel();
  }
  await poll(async () => ((await calls.connectionState(instance)) === "open" ? true : null), {
    patienceMs: OPEN_MS,
    tooLate: () => `${instance} did not connect within ${OPEN_MS / 1000} s`,
    signal,
  });
}
