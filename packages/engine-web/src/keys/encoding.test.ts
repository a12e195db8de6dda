import { expect, test, vi } from "vitest";
import { decodeKey, encodeKey } from "./encoding.ts";

type Session = Parameters<typeof encodeKey<"session">>[1];

test("the text of a session is made when it is asked for, once", () => {
  const toJSON = vi.fn(() => ({ _sessions: {}, version: "v1" }));
  const session = { toJSON } as unknown as Session;
  const text = encodeKey("session", session);
  expect(decodeKey("session", text)).toBe(session);
  expect(toJSON).not.toHaveBeenCalled();
  expect([String(text), String(text)]).toEqual(Array(2).fill('j{"_sessions":{},"version":"v1"}'));
  expect(toJSON).toHaveBeenCalledOnce();
});

test("a session is read from its text when it is not among those that were written last", () => {
  const texts = Array.from({ length: 300 }, (_, index) =>
    String(encodeKey("session", { _sessions: {}, version: `v${index}` } as unknown as Session)),
  );
  const read = texts.map((text) => decodeKey("session", text) as unknown);
  expect(read).toEqual(texts.map((_, index) => ({ _sessions: {}, version: `v${index}` })));
});
