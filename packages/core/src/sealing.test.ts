import { expect, test } from "vitest";
import { createSealing, type Sealing } from "./sealing.ts";

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

test("the first key seals, and the beginning tells with which key something was sealed", () => {
  const rotated = createSealing("two", ["one"]);
  expect(createSealing("two").open(rotated.seal("secret"))).toBe("secret");
  expect(rotated.open(createSealing("one").seal("secret"))).toBe("secret");
  const [one, clear] = [createSealing("one"), createSealing(undefined)];
  const byText = (sealing: Sealing) => rotated.texts.known.map((start) => sealing.seal("x").startsWith(start));
  const byBytes = (sealing: Sealing) =>
    rotated.bytes.known.map((start) => sealing.sealBytes(Buffer.from("x")).toString("hex").startsWith(start));
  for (const begins of [byText, byBytes]) {
    expect([clear, rotated, one].map(begins)).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  }
  expect([rotated.texts.present, rotated.bytes.present]).toEqual([rotated.texts.known[1], rotated.bytes.known[1]]);
  expect([clear.texts, clear.bytes]).toEqual([
    { present: "clear:", known: ["clear:"] },
    { present: "00", known: ["00"] },
  ]);
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
