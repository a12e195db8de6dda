import { expect, test } from "vitest";
import { createDispatcher } from "./dispatcher.ts";

test("receivers take turns within both limits", async () => {
  const dispatcher = createDispatcher({ perReceiver: 2, total: 3 });
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const task = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const [one, two] = [dispatcher.queue(), dispatcher.queue()];
  for (const number of [1, 2, 3, 4]) one.add(task(`one ${number}`));
  for (const number of [1, 2]) two.add(task(`two ${number}`));
  expect(started).toEqual(["one 1", "one 2", "two 1"]);

  for (let index = 0; index < 6; index++) {
    ends[index]?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(started.slice(3).toSorted()).toEqual(["one 3", "one 4", "two 2"]);
  expect(started[3]).toBe("two 2");
});

test("after a stop nothing starts, and it resolves when the last task has ended", async () => {
  const dispatcher = createDispatcher({ perReceiver: 1, total: 1 });
  let end: () => void = () => undefined;
  const queue = dispatcher.queue();
  let second = false;
  queue.add(() => new Promise((resolve) => (end = resolve)));
  queue.add(async () => {
    second = true;
  });
  let stopped = false;
  const stop = dispatcher.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  end();
  await stop;
  expect(second).toBe(false);
});
