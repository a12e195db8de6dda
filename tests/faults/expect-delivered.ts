import { expect } from "vitest";
import { until } from "../processes/conditions.ts";
import type { RecordingReceiver } from "../processes/recording-receiver.ts";

/** Waits until every event was accepted by the receiver, and expects the first acceptances of each chat in order. */
export async function expectDelivered(to: RecordingReceiver, eventIds: readonly string[]): Promise<void> {
  await until(
    "every event is delivered",
    () => {
      const accepted = new Set(to.firstAccepted().map(({ id }) => id));
      return eventIds.every((id) => accepted.has(id));
    },
    30_000,
  );
  const lastOfChat = new Map<string, number>();
  for (const { chat, sequence } of to.firstAccepted()) {
    expect(sequence, `the first deliveries of ${chat || "the instance"}`).toBeGreaterThan(lastOfChat.get(chat) ?? 0);
    lastOfChat.set(chat, sequence);
  }
}
