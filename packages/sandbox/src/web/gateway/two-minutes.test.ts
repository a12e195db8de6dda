import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";

const fixture = useSandbox();

test("a client stays connected for two minutes without a time-out and without an error in its log", {
  timeout: 180_000,
}, async () => {
  const client = await fixture.connect({ phone: "5511988887777", name: "Ana" });
  const { transcript } = fixture.sandbox.world;
  const pings = () =>
    transcript.stanzas({ direction: "in", tag: "iq", attrs: { xmlns: "w:p" } }).map(({ stanza }) => stanza);
  await client.until(() => pings().length === 4, { timeoutMs: 150_000, what: "fourth ping" });
  // Queries that were sent at the start would have timed out by now: Baileys waits sixty seconds for an answer.
  expect(client.isOpen).toBe(true);
  expect(client.ends).toEqual([515]);
  expect(client.complaints()).toEqual([]);
  expect(transcript.unknowns).toEqual([]);
  const answers = transcript.stanzas({ direction: "out", tag: "iq" }).map(({ stanza }) => stanza.attrs["id"]);
  for (const { attrs } of pings()) expect(answers).toContain(attrs["id"]);
});
