import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodedInput } from "./executor.ts";
import { callerWith } from "./testing/callers.ts";
import { type CoreFixture, errorCode, globalKey, startCore } from "./testing/core-fixture.ts";

let fixture: CoreFixture;
let token: string;
beforeAll(async () => {
  fixture = await startCore({ requestTimeoutMs: 300 });
  token = (await fixture.createInstance("one")).token;
  await fixture.createInstance("two", "222222222222222");
});
afterAll(() => fixture.close());

const execute = (id: Parameters<CoreFixture["call"]>[0], input: unknown, key: string | undefined) =>
  fixture.running.executor.execute(id, decodedInput(input), callerWith(key));

test("the checks come in order: key, scope, existence, input", async () => {
  const bad = { instanceName: "one", number: "", text: 7 };
  expect(await errorCode(execute("message.sendText", bad, undefined))).toBe("UNAUTHORIZED");
  expect(await errorCode(execute("message.sendText", bad, "wrong"))).toBe("UNAUTHORIZED");
  expect(await errorCode(execute("message.sendText", { ...bad, instanceName: "two" }, token))).toBe("FORBIDDEN");
  expect(await errorCode(execute("message.sendText", { ...bad, instanceName: "absent" }, token))).toBe("FORBIDDEN");
  expect(await errorCode(execute("message.sendText", { ...bad, instanceName: "absent" }, globalKey))).toBe(
    "INSTANCE_NOT_FOUND",
  );
  expect(await errorCode(execute("message.sendText", bad, globalKey))).toBe("VALIDATION_FAILED");
  expect(await errorCode(execute("instance.create", {}, token))).toBe("FORBIDDEN");
});

test("the body is not read before key, scope and existence are known", async () => {
  let reads = 0;
  const source = (instanceName: string) => ({
    instanceName,
    read() {
      reads += 1;
      throw new WaxwingError("MALFORMED_BODY");
    },
  });
  const { executor } = fixture.running;
  expect(await errorCode(executor.execute("message.sendText", source("one"), callerWith("wrong")))).toBe(
    "UNAUTHORIZED",
  );
  expect(await errorCode(executor.execute("message.sendText", source("two"), callerWith(token)))).toBe("FORBIDDEN");
  expect(await errorCode(executor.execute("message.sendText", source("absent"), callerWith(globalKey)))).toBe(
    "INSTANCE_NOT_FOUND",
  );
  expect(reads).toBe(0);
  expect(await errorCode(executor.execute("message.sendText", source("one"), callerWith(globalKey)))).toBe(
    "MALFORMED_BODY",
  );
});

test("the instance that was checked is the instance that is acted on", async () => {
  const source = { instanceName: "one", read: () => ({ instanceName: "two", number: "5511999999999", text: "x" }) };
  const call = fixture.running.executor.execute("message.sendText", source, callerWith(token));
  expect(await errorCode(call)).toBe("FORBIDDEN");
  expect(fixture.engine.sent).toEqual([]);
});

test("text that PostgreSQL cannot store is refused with its place", async () => {
  for (const text of ["a\0b", "half \ud800 pair"]) {
    const call = execute("message.sendText", { instanceName: "one", number: "5511999999999", text }, globalKey);
    await expect(call).rejects.toMatchObject({ code: "VALIDATION_FAILED", details: { issues: [{ path: "text" }] } });
  }
});

test("an error that the operation does not declare becomes INTERNAL without its text", async () => {
  fixture.engine.onSend = () => {
    throw new Error("secret inner text");
  };
  const call = execute("message.sendText", { instanceName: "one", number: "5511999999999", text: "x" }, globalKey);
  const error = await call.catch((thrown: unknown) => thrown as WaxwingError);
  expect(error).toMatchObject({ code: "INTERNAL" });
  expect((error as WaxwingError).message).not.toContain("secret");
});

test("a call that takes too long answers REQUEST_TIMEOUT, a caller that goes REQUEST_CANCELLED", async () => {
  fixture.engine.onSend = (_message, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const input = { instanceName: "one", number: "5511999999999", text: "x" };
  expect(await errorCode(execute("message.sendText", input, globalKey))).toBe("REQUEST_TIMEOUT");
  const leaving = new AbortController();
  const sends = fixture.engine.sent.length;
  const call = fixture.running.executor.execute(
    "message.sendText",
    decodedInput(input),
    callerWith(globalKey),
    leaving.signal,
  );
  const code = errorCode(call);
  await expect.poll(() => fixture.engine.sent.length).toBe(sends + 1);
  leaving.abort();
  expect(await code).toBe("REQUEST_CANCELLED");
});

test("a stopping core refuses new calls and interrupts those that wait longer than the grace time", async () => {
  const stopping = await startCore();
  await stopping.createInstance("one");
  const send = (delay: number) =>
    errorCode(stopping.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "x", delay }));
  const short = send(50);
  const long = send(60_000);
  // Both are past the checks and wait.
  await expect.poll(async () => (await stopping.call("instance.fetchInstances", {})) as unknown[]).toHaveLength(1);
  const stopped = stopping.running.stop(200);
  expect(await errorCode(stopping.call("instance.fetchInstances", {}))).toBe("SERVICE_UNAVAILABLE");
  expect(await short).toBe("none");
  expect(await long).toBe("SERVICE_UNAVAILABLE");
  await stopped;
  expect(stopping.engine.sent).toHaveLength(1);
  await stopping.close();
});
