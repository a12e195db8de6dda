import { WaxwingError } from "@waxwing/contract";
import { describe, expect, test } from "vitest";
import { createInstanceDirectory, type InstanceRecord } from "../instance-directory.ts";
import { callerWith } from "../testing/callers.ts";
import { createAccess } from "./access.ts";
import { createRateLimit } from "./rate-limit.ts";
import { tokenHash } from "./token.ts";

const directory = createInstanceDirectory();
directory.add({
  id: "id-1",
  name: "one",
  integration: "WHATSAPP-BUSINESS",
  number: null,
  tokenHash: tokenHash("instance-token"),
} as InstanceRecord);

const failure = (work: () => unknown): WaxwingError => {
  try {
    work();
  } catch (error) {
    if (error instanceof WaxwingError) return error;
  }
  throw new Error("no WaxwingError was thrown");
};

describe("the limit on unknown keys", () => {
  test("blocks guesses from an address, also a right one, but not keys that have worked before", () => {
    const access = createAccess("global-key", directory, { requestsPerSecond: 0, failedKeysPerMinute: 3 });
    expect(access.authenticate(callerWith("global-key", "10.0.0.1"))).toEqual({ kind: "global" });
    for (let guess = 0; guess < 3; guess += 1) {
      expect(failure(() => access.authenticate(callerWith(`guess-${guess}`, "10.0.0.1"))).code).toBe("UNAUTHORIZED");
    }
    const blocked = failure(() => access.authenticate(callerWith("instance-token", "10.0.0.1")));
    expect(blocked.code).toBe("RATE_LIMITED");
    expect(blocked.details?.retryAfterSeconds).toBeGreaterThan(0);
    access.authenticate(callerWith("global-key", "10.0.0.1"));
    expect(access.authenticate(callerWith("instance-token", "10.0.0.2"))).toMatchObject({ instanceName: "one" });
    // Known now, so that it passes from the blocked address too.
    access.authenticate(callerWith("instance-token", "10.0.0.1"));
  });

  test("a missing key counts as no guess", () => {
    const access = createAccess("global-key", directory, { requestsPerSecond: 0, failedKeysPerMinute: 1 });
    for (let index = 0; index < 5; index += 1) {
      expect(failure(() => access.authenticate(callerWith(undefined))).code).toBe("UNAUTHORIZED");
    }
    access.authenticate(callerWith("global-key"));
  });
});

test("requests per second are limited per key", () => {
  const access = createAccess("global-key", directory, { requestsPerSecond: 2, failedKeysPerMinute: 0 });
  const codes = Array.from({ length: 5 }, () => {
    try {
      access.authenticate(callerWith("global-key"));
      return "passed";
    } catch (error) {
      return (error as WaxwingError).code;
    }
  });
  expect(codes.filter((code) => code === "RATE_LIMITED").length).toBeGreaterThan(0);
  access.authenticate(callerWith("instance-token"));
});

test("a rate limit tells when its window ends, and starts anew then", () => {
  let now = 1000;
  const limit = createRateLimit(2, 100, () => now);
  expect([limit.hit("a"), limit.hit("a"), limit.hit("a"), limit.hit("b")]).toEqual([0, 0, 100, 0]);
  now += 60;
  expect(limit.blockedForMs("a")).toBe(40);
  now += 40;
  expect(limit.hit("a")).toBe(0);
});
