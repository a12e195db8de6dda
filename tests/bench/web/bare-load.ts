import type { BareClient } from "../sandbox/bare-client.ts";
import type { Results } from "../sandbox/tasks.ts";

/** Sends texts to one address, `window` at a time; each counts once WhatsApp's ack has come, as a send through the server does. */
export async function sendToAck(
  { socket }: BareClient,
  { to, messages, window }: { readonly to: string; readonly messages: number; readonly window: number },
): Promise<Results["send"]> {
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: window }, async () => {
      while (next < messages) {
        const text = `Message ${next++} of the benchmark, about as long as people write.`;
        const messageId = `3EB0${crypto.randomUUID().replaceAll("-", "").slice(0, 18).toUpperCase()}`;
        const acked = new Promise<void>((resolve) => socket.ws.once(`CB:ack,id:${messageId}`, () => resolve()));
        await socket.sendMessage(to, { text }, { messageId });
        await acked;
      }
    }),
  );
  return { elapsedMs: performance.now() - begin };
}

/** Resolves when as many texts that begin so have been emitted as messages. */
export function receiveAll(
  { socket }: BareClient,
  { prefix, messages }: { readonly prefix: string; readonly messages: number },
): Promise<Results["receive"]> {
  return new Promise((resolve) => {
    let count = 0;
    socket.ev.on("messages.upsert", function onUpsert({ messages: arrived }) {
      for (const { message } of arrived) {
        const text = message?.conversation ?? message?.extendedTextMessage?.text ?? "";
        if (text.startsWith(prefix)) count += 1;
      }
      if (count < messages) return;
      socket.ev.off("messages.upsert", onUpsert);
      resolve({ received: count });
    });
  });
}
