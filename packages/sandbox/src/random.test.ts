import { describe, expect, it } from "vitest";
import { Random } from "./random.ts";

describe("random", () => {
  it("gives the same bytes for the same seed, label by label", () => {
    const one = new Random("seed");
    const other = new Random("seed");
    other.bytes("somebody else", 100);
    expect(one.bytes("ana", 40)).toEqual(other.bytes("ana", 40));
    expect(one.digits("ana", 15)).toBe(other.digits("ana", 15));
    expect(one.hex("ana", 7)).toMatch(/^[0-9A-F]{7}$/);
  });

  it("gives others for another seed, another start, and without a seed", () => {
    const texts = [new Random("a"), new Random("b"), new Random("a", 1), new Random(), new Random()].map((random) =>
      random.hex("id", 32),
    );
    expect(new Set(texts).size).toBe(5);
  });

  it("does not repeat itself within a label, and keeps to its bounds", () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 500 }, () => random.integer("dice", 6));
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    const lids = Array.from({ length: 500 }, () => random.digits("lid", 15));
    expect(new Set(lids).size).toBe(500);
    for (const lid of lids) expect(lid).toMatch(/^[1-9]\d{14}$/);
  });
});
