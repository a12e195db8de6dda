import { afterEach, expect, test, vi } from "vitest";
import { type Liveness, watchLiveness } from "./liveness.ts";

let liveness: Liveness | undefined;
afterEach(() => liveness?.stop());

const never = new Promise<void>(() => {});

/** Looks every few milliseconds at a connection on which all questions are answered. */
function watch(passQueue: (looks: number) => Promise<void>) {
  const onDeaf = vi.fn();
  const seen = { looks: 0 };
  const random = (): number => {
    seen.looks += 1;
    return 0;
  };
  const options = { idleMs: 5, answerMs: 1_000, handledMs: 1, ask: async () => true, onDeaf, random };
  liveness = watchLiveness({ ...options, passQueue: () => passQueue(seen.looks) });
  return { liveness, onDeaf, seen };
}

test("a message that hangs is noticed, though it was not being worked on when it was first looked", async () => {
  const { liveness, onDeaf } = watch((looks) => (looks < 2 ? Promise.resolve() : never));
  liveness.messageArrived();
  await vi.waitFor(() => expect(onDeaf).toHaveBeenCalledOnce());
});

test("messages that have their turn are no reason to doubt, however rarely it is looked", async () => {
  const { liveness, onDeaf, seen } = watch(() => Promise.resolve());
  await vi.waitFor(() => {
    liveness.messageArrived();
    expect(seen.looks).toBeGreaterThan(12);
  });
  expect(onDeaf).not.toHaveBeenCalled();
});
