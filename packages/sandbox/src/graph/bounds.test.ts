import { expect, test } from "vitest";
import { BoundedList } from "./bounded-list.ts";
import { startGraphServer } from "./server.ts";
import { sendText } from "./testing/client.ts";

test("a bounded list keeps the newest items in order and gives back what had to go", () => {
  const list = new BoundedList<number>(3);
  expect([1, 2, 3, 4, 5].map((item) => list.push(item))).toEqual([undefined, undefined, undefined, 1, 2]);
  expect(list.toArray()).toEqual([3, 4, 5]);
  list.clear();
  list.push(6);
  expect(list.toArray()).toEqual([6]);
  expect(() => new BoundedList(0)).toThrow(RangeError);
});

test("keeps at most historyLimit messages, contacts that nobody asked for, and transcript entries", async () => {
  const server = await startGraphServer({ webhookUrl: null, historyLimit: 5 });
  const ana = server.contact("5511988887777");
  for (let count = 0; count < 4; count++) await sendText(server, "5511988887777", `a${count}`);
  for (let count = 0; count < 20; count++)
    await sendText(server, `55119${String(count).padStart(8, "0")}`, `b${count}`);
  const last = await sendText(server, "5511988887777", "last");
  await ana.waitForMessage(({ id }) => id === last);
  expect(server.messages.map(({ text }) => text)).toEqual(["b16", "b17", "b18", "b19", "last"]);
  expect(ana.received.map(({ text }) => text)).toEqual(["last"]);
  expect(server.contacts).toHaveLength(6);
  expect(server.contacts).toContain(ana);
  expect(server.transcript.entries).toHaveLength(5);
  await server.close();
});
