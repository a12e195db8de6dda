import { expect, test } from "vitest";
import { anything, audio, matcher, poll, reaction, text } from "../matchers.ts";
import { Inbox } from "./inbox.ts";
import type { ReceivedByContact } from "./received.ts";

const NOW = 1_700_000_010_000;

function inbox(limit = 100): Inbox {
  return new Inbox(
    () => "Ana (+5511988887777)",
    () => NOW,
    limit,
  );
}

function message(fields: Partial<ReceivedByContact> = {}): ReceivedByContact {
  return {
    id: "1",
    via: "web",
    from: "5511955554444",
    chat: "5511955554444@s.whatsapp.net",
    type: "text",
    text: "hi",
    quotedId: null,
    at: NOW - 1_200,
    message: {},
    media: () => Promise.reject(new Error("no file")),
    ...fields,
  };
}

test("a wait ends with an earlier message that fits, or with the first that comes", async () => {
  const box = inbox();
  const first = message();
  box.add(first);
  expect(await box.received(text("hi"))).toBe(first);
  const later = box.received(text(/^hel+o$/));
  const hello = message({ text: "hello" });
  box.add(hello);
  expect(await later).toBe(hello);
  const next = box.received(text("hi"), { after: first });
  const second = message({ id: "2" });
  box.add(second);
  expect(await next).toBe(second);
});

test("a failure says who expected what, and what came instead", async () => {
  const box = inbox();
  await expect(box.received(text("hello"), { timeoutMs: 5 })).rejects.toThrow(
    'Ana (+5511988887777) expected text "hello", which did not come within 5 ms. It received nothing at all.',
  );
  box.add(message());
  box.add(message({ type: "image", text: "x".repeat(100), chat: "120363@g.us", via: "cloud" }));
  await expect(box.received(audio(), { timeoutMs: 5 })).rejects.toThrow(
    `expected any audio, which did not come within 5 ms. It received:\n` +
      `  text "hi" from +5511955554444 by web, 1.2 s ago\n` +
      `  image "${"x".repeat(60)}…" from +5511955554444 in 120363@g.us by cloud, 1.2 s ago`,
  );
  for (let count = 0; count < 20; count++) box.add(message());
  await expect(box.received(poll("?"), { timeoutMs: 5 })).rejects.toThrow("It received, last of 22:");
  const last = box.messages.at(-1);
  await expect(box.received(reaction("👍"), { timeoutMs: 5, ...(last && { after: last }) })).rejects.toThrow(
    'expected reaction "👍", which did not come within 5 ms. It received nothing at all after that message.',
  );
});

test("a predicate that throws fails its own wait and nobody else's", async () => {
  const box = inbox();
  const broken = box.received(() => {
    throw new Error("my own mistake");
  });
  const good = box.received(anything());
  const failed = expect(broken).rejects.toThrow("my own mistake");
  box.add(message());
  await failed;
  expect((await good).text).toBe("hi");
});

test("keeps the newest messages only", () => {
  const box = inbox(10);
  for (let count = 0; count < 100; count++) box.add(message({ id: String(count) }));
  expect(box.messages.length).toBeLessThanOrEqual(11);
  expect(box.messages.at(-1)?.id).toBe("99");
});

test("those who still wait at the end are told why", async () => {
  const box = inbox();
  const waiting = expect(box.received(text("never"))).rejects.toThrow("the sandbox was closed");
  box.abandon("the sandbox was closed");
  await waiting;
});

test("matchers say what they expect, and an expression with a memory matches every time", () => {
  const sticky = text(/a/g);
  expect([sticky(message({ text: "a" })), sticky(message({ text: "a" }))]).toEqual([true, true]);
  expect(text("caption")(message({ type: "image", text: "caption" }))).toBe(false);
  expect(text(/a+/).expectation).toBe("text /a+/");
  expect(matcher("something blue", () => false).expectation).toBe("something blue");
});
