import { expect, test } from "vitest";
import { createSealing } from "./sealing.ts";

test("what is sealed is opened by the same key only", () => {
  const stored = createSealing("one").seal("secret");
  expect(stored).not.toContain("secret");
  expect(createSealing("one").open(stored)).toBe("secret");
  expect(() => createSealing("two").open(stored)).toThrow("another key");
  expect(() => createSealing(undefined).open(stored)).toThrow("ENCRYPTION_KEY");
});

test("a changed seal does not open", () => {
  const stored = createSealing("one").seal("secret");
  const [version, id, payload = ""] = stored.split(":");
  const bytes = Buffer.from(payload, "base64");
  bytes[15] = (bytes[15] ?? 0) ^ 1;
  expect(() => createSealing("one").open(`${version}:${id}:${bytes.toString("base64")}`)).toThrow();
});

test("what was stored in clear stays readable after a key was set", () => {
  const stored = createSealing(undefined).seal("secret");
  expect(createSealing("one").open(stored)).toBe("secret");
});
