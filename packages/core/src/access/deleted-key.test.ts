import { afterEach, beforeEach, expect, test } from "vitest";
import { callerWith } from "../testing/callers.ts";
import { type CoreFixture, errorCode, globalKey, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
beforeEach(async () => {
  fixture = await startCore();
});
afterEach(() => fixture.close());

/** An input whose body is still on its way. */
const slowInput = (input: { instanceName?: string }) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    finish: resolve,
    source: { instanceName: input.instanceName, read: () => promise.then(() => input) },
  };
};

test("a key whose instance is deleted while its request is being read sees nothing of others", async () => {
  const one = await fixture.createInstance("one");
  await fixture.createInstance("two", "2222222222");
  const slow = slowInput({});
  const call = errorCode(
    fixture.running.executor.execute("instance.fetchInstances", slow.source, callerWith(one.token)),
  );
  await fixture.call("instance.delete", { instanceName: "one" }, one.token);
  slow.finish();
  expect(await call).toBe("UNAUTHORIZED");
});

test("a key that is rotated while its request is being read does nothing any more", async () => {
  const one = await fixture.createInstance("one");
  const slow = slowInput({ instanceName: "one" });
  const call = errorCode(fixture.running.executor.execute("instance.logout", slow.source, callerWith(one.token)));
  await fixture.call("instance.rotateToken", { instanceName: "one" });
  slow.finish();
  expect(await call).toBe("UNAUTHORIZED");
  expect(await fixture.call("instance.connectionState", { instanceName: "one" })).toMatchObject({
    instance: { state: "open" },
  });
});

test("a call acts on the instance as it is when its body has arrived", async () => {
  await fixture.createInstance("one");
  const input = { instanceName: "one", number: "5511999999999", text: "x" };
  const beforeLogout = slowInput(input);
  const beforeDelete = slowInput(input);
  const execute = (slow: ReturnType<typeof slowInput>) =>
    errorCode(fixture.running.executor.execute("message.sendText", slow.source, callerWith(globalKey)));
  const first = execute(beforeLogout);
  const second = execute(beforeDelete);
  await fixture.call("instance.logout", { instanceName: "one" });
  beforeLogout.finish();
  expect(await first).toBe("INSTANCE_NOT_CONNECTED");
  await fixture.call("instance.delete", { instanceName: "one" });
  beforeDelete.finish();
  expect(await second).toBe("INSTANCE_NOT_FOUND");
  expect(fixture.engine.sent).toEqual([]);
});

test("a send that waits for its delay does not leave after a logout", async () => {
  await fixture.createInstance("one");
  const call = errorCode(
    fixture.call("message.sendText", { instanceName: "one", number: "5511999999999", text: "x", delay: 1500 }),
  );
  await fixture.call("instance.logout", { instanceName: "one" });
  expect(await call).toBe("INSTANCE_NOT_CONNECTED");
});
