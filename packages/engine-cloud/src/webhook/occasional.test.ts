import { expect, it } from "vitest";
import { Occasional } from "./occasional.ts";

it("says yes once per key and interval", () => {
  const occasional = new Occasional(1_000);
  const at = (key: string, now: number) => occasional.isDue(key, now);
  expect([at("a", 0), at("a", 999), at("b", 999), at("a", 1_000), at("a", 1_001)]).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
});
