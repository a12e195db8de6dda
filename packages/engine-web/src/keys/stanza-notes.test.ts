import { expect, test } from "vitest";
import { digestOf } from "./stanza-notes.ts";

test("the digest of a ciphertext is the same each time, and another for another author or group", () => {
  const ciphertext = Buffer.from("a ciphertext");
  const digests = () => [
    digestOf("ana@lid", undefined, ciphertext).toString("hex"),
    digestOf("bruno@lid", undefined, ciphertext).toString("hex"),
    digestOf("ana@lid", "1@g.us", ciphertext).toString("hex"),
    digestOf("ana@lid", undefined, Buffer.from("another")).toString("hex"),
  ];
  expect(new Set(digests()).size).toBe(4);
  expect(digests()).toEqual(digests());
});
