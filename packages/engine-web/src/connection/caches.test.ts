import type { GroupMetadata } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { createBoundedCache } from "./bounded-cache.ts";
import { createGroupCache } from "./instance-caches.ts";

const group = (subject: string): GroupMetadata => ({ id: "1@g.us", owner: undefined, subject, participants: [] });

test("a bounded cache keeps what was set last, for its time", async () => {
  let now = 0;
  const cache = createBoundedCache(2, 100, () => now);
  await cache.set("a", 1);
  await cache.set("b", 2);
  await cache.set("a", 3);
  await cache.set("c", 4);
  expect(await cache.mget?.(["a", "b", "c"])).toEqual({ a: 3, c: 4 });
  now = 100;
  expect(cache.get("a")).toBeUndefined();
  await cache.set("a", 5);
  await cache.del("a");
  expect(cache.get("a")).toBeUndefined();
});

test("a group is fetched once, also for several at a time, until it changes", async () => {
  const cache = createGroupCache(10, 60_000);
  let fetches = 0;
  const fetch = async () => group(`fetch ${++fetches}`);
  await Promise.all([cache.get("1@g.us", fetch), cache.get("1@g.us", fetch)]);
  expect(fetches).toBe(1);
  cache.forget("1@g.us");
  expect((await cache.get("1@g.us", fetch)).subject).toBe("fetch 2");
});

test("an answer that was under way while the group changed is not remembered", async () => {
  const cache = createGroupCache(10, 60_000);
  const answer = Promise.withResolvers<GroupMetadata>();
  const early = cache.get("1@g.us", () => answer.promise);
  await Promise.resolve();
  cache.forget("1@g.us");
  answer.resolve(group("before"));
  await early;
  expect((await cache.get("1@g.us", async () => group("after"))).subject).toBe("after");
});

test("a fetch that fails is not remembered", async () => {
  const cache = createGroupCache(10, 60_000);
  await expect(cache.get("1@g.us", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect((await cache.get("1@g.us", async () => group("now"))).subject).toBe("now");
});
