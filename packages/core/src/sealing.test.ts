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

test("bytes are opened by the key that sealed them, also when it has become a previous one", () => {
  const secret = Buffer.from("a private key of thirty-two bytes");
  const stored = createSealing("one").sealBytes(secret);
  expect(stored.includes(secret)).toBe(false);
  expect(createSealing("one").openBytes(stored)).toEqual(secret);
  expect(createSealing("two", ["zero", "one"]).openBytes(stored)).toEqual(secret);
  expect(() => createSealing("two").openBytes(stored)).toThrow("ENCRYPTION_KEY");
  expect(() => createSealing(undefined).openBytes(stored)).toThrow("ENCRYPTION_KEY");
  expect(createSealing("one").openBytes(createSealing(undefined).sealBytes(secret))).toEqual(secret);
});

test("the first key seals, and the beginning of bytes tells with which key they were sealed", () => {
  const rotated = createSealing("two", ["one"]);
  expect(createSealing("two").open(rotated.seal("secret"))).toBe("secret");
  expect(rotated.open(createSealing("one").seal("secret"))).toBe("secret");
  const begins = (stored: Buffer) =>
    stored.subarray(0, rotated.presentBeginning.length).equals(rotated.presentBeginning);
  expect(begins(rotated.sealBytes(Buffer.from("x")))).toBe(true);
  expect(begins(createSealing("one").sealBytes(Buffer.from("x")))).toBe(false);
  expect(begins(createSealing(undefined).sealBytes(Buffer.from("x")))).toBe(false);
});

test("bytes that were changed or cut do not open", () => {
  const sealing = createSealing("one");
  const stored = sealing.sealBytes(Buffer.from("secret"));
  for (const at of [0, 1, 6, 18, stored.length - 1]) {
    const changed = Buffer.from(stored);
    changed[at] = (changed[at] ?? 0) ^ 2;
    expect(() => sealing.openBytes(changed)).toThrow();
  }
  expect(() => sealing.openBytes(stored.subarray(0, 20))).toThrow();
});
