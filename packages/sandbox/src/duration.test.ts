import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["20ms", 20],
  ["20", 20],
  [" 1.5 s ", 1_500],
  ["2m", 120_000],
  ["24h", 86_400_000],
  ["30d", 2_592_000_000],
  ["0", 0],
  ["soon", null],
  ["-1s", null],
  ["", null],
  ["1w", null],
])("%j is %s milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
