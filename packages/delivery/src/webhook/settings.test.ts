import { expect, test } from "vitest";
import { secondsOf } from "./sender.ts";
import { retryDelaySeconds } from "./settings.ts";

const schedule = { initialDelaySeconds: 5, maxDelaySeconds: 300, exponential: true, jitter: 0.2 };
const middle = (): number => 0.5;

test("the delay doubles from 5 s up to 300 s", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempts) => retryDelaySeconds(schedule, attempts, 0, middle));
  expect(delays).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test("it stays the same when it is not exponential", () => {
  expect(retryDelaySeconds({ ...schedule, exponential: false }, 9, 0, middle)).toBe(5);
});

test("jitter varies it by a fifth both ways", () => {
  expect(retryDelaySeconds(schedule, 1, 0, () => 0)).toBeCloseTo(4);
  expect(retryDelaySeconds(schedule, 1, 0, () => 0.999_999)).toBeCloseTo(6);
});

test("Retry-After is a lower bound, up to an hour", () => {
  expect(retryDelaySeconds(schedule, 1, 60, middle)).toBe(60);
  expect(retryDelaySeconds(schedule, 4, 1, middle)).toBe(40);
  expect(retryDelaySeconds(schedule, 1, 1e9, middle)).toBe(3600);
});

test("Retry-After may be seconds or a date; anything else counts as absent", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(secondsOf("120", now)).toBe(120);
  expect(secondsOf("Sun, 22 Nov 2026 12:00:30 GMT", now)).toBe(30);
  expect(secondsOf("Sun, 22 Nov 2026 11:00:00 GMT", now)).toBe(0);
  expect(secondsOf("soon", now)).toBe(0);
  expect(secondsOf(undefined, now)).toBe(0);
});
