import type { WAMessage } from "@whiskeysockets/baileys";
import type { BareClient } from "./bare-client.ts";
import type { Results } from "./tasks.ts";

/** Sends texts from one client to another, `window` at a time, until the receiver has emitted all of them. */
export async function exchange(
  sender: BareClient,
  receiver: BareClient,
  { messages, window }: { readonly messages: number; readonly window: number },
): Promise<Results["exchange"]> {
  const jid = `${receiver.phone}@s.whatsapp.net`;
  const startedAt = new Map<string, number>();
  const latenciesMs: number[] = [];
  let finish: () => void = () => {};
  const allArrived = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const onUpsert = ({ messages: arrived }: { messages: WAMessage[] }): void => {
    for (const { message } of arrived) {
      const text = message?.extendedTextMessage?.text ?? message?.conversation ?? "";
      const since = startedAt.get(text);
      if (since === undefined) continue;
      startedAt.delete(text);
      latenciesMs.push(performance.now() - since);
    }
    if (latenciesMs.length === messages) finish();
  };
  receiver.socket.ev.on("messages.upsert", onUpsert);
  // The first message makes the Signal sessions and asks for devices: not what is measured.
  const run = `${Date.now()} `;
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: window }, async () => {
      while (next < messages) {
        const text = `${run}${next++}`;
        startedAt.set(text, performance.now());
        await sender.socket.sendMessage(jid, { text });
        if (window === 1) await until(() => !startedAt.has(text));
      }
    }),
  );
  await allArrived;
  const elapsedMs = performance.now() - begin;
  receiver.socket.ev.off("messages.upsert", onUpsert);
  return { elapsedMs, latenciesMs };
}

function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve();
      else setImmediate(look);
    };
    look();
  });
}
