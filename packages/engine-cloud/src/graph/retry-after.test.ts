import { expect, it } from "vitest";
import { retryAfterSeconds } from "./retry-after.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

it.each([
  [{ "retry-after": "17" }, 17],
  [{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30],
  [{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, undefined],
  [{ "retry-after": "0" }, undefined],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "999999999" }, 86_400],
  [
    {
      "x-business-use-case-usage":
        '{"1":[{"estimated_time_to_regain_access":2},{"estimated_time_to_regain_access":5}]}',
    },
    300,
  ],
  [{ "x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":0}]}' }, undefined],
  [{ "x-business-use-case-usage": '{"1":7}' }, undefined],
  [{ "x-business-use-case-usage": "{" }, undefined],
  [{}, undefined],
])("%o asks for %s seconds", (headers, seconds) => {
  expect(retryAfterSeconds(headers, now)).toBe(seconds);
});
