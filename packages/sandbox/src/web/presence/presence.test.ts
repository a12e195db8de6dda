import type { PresenceData } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { phoneJid } from "../address.ts";
import { Stage } from "../messaging/testing/stage.ts";

const stage = new Stage();

/** What a client last reported of somebody in a chat. */
function seen(client: TestClient, chat: string, who = chat): PresenceData | undefined {
  for (const { name, data } of client.events.toReversed()) {
    if (name !== "presence.update") continue;
    const { id, presences } = data as { id: string; presences: Record<string, PresenceData> };
    if (id === chat && presences[who] !== undefined) return presences[who];
  }
  return undefined;
}

async function sees(client: TestClient, chat: string, state: string, who = chat): Promise<PresenceData | undefined> {
  await client.until(() => seen(client, chat, who)?.lastKnownPresence === state, { what: `${state} of ${who}` });
  return seen(client, chat, who);
}

test("a client that looks at somebody sees him come, go and type", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await bob.socket.sendPresenceUpdate("unavailable");
  await ana.socket.presenceSubscribe(bob.jid);
  expect((await sees(ana, bob.jid, "unavailable"))?.lastSeen).toBeGreaterThan(1_600_000_000);
  await bob.socket.sendPresenceUpdate("available");
  await sees(ana, bob.jid, "available");
  await bob.socket.sendPresenceUpdate("composing", ana.jid);
  await sees(ana, bob.jid, "composing");
  await bob.socket.sendPresenceUpdate("recording", ana.jid);
  await sees(ana, bob.jid, "recording");
  await bob.socket.sendPresenceUpdate("paused", ana.jid);
  await sees(ana, bob.jid, "available");
  const before = stage.world.clock.seconds();
  await bob.close();
  expect((await sees(ana, bob.jid, "unavailable"))?.lastSeen).toBeGreaterThanOrEqual(before);
  expect(stage.world.transcript.unknowns).toEqual([]);
});

test("nobody who did not ask is told who is online", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await bob.socket.sendPresenceUpdate("unavailable");
  await bob.socket.sendPresenceUpdate("available");
  const filter = { direction: "in", tag: "presence", phone: bob.account.phone } as const;
  await stage.world.transcript.waitForStanza({ ...filter, attrs: { type: "unavailable" } });
  await ana.send(bob.jid, { text: "hello" });
  await bob.text("hello");
  expect(stage.world.transcript.stanzas({ direction: "out", tag: "presence" })).toEqual([]);
});

test("an account is online while any of its devices is", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  await ana.socket.presenceSubscribe(bob.lid);
  await sees(ana, bob.lid, "available");
  const { presence } = stage.world;
  await bob.socket.sendPresenceUpdate("unavailable");
  await bob.socket.sendPresenceUpdate("composing", ana.lid);
  await sees(ana, bob.lid, "composing");
  expect(presence.isAvailable(bob.account)).toBe(true);
  await laptop.socket.sendPresenceUpdate("unavailable");
  await sees(ana, bob.lid, "unavailable");
  expect(presence.isAvailable(bob.account)).toBe(false);
});

test("who hides when he was last there shows neither, and sees neither", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await bob.socket.updateLastSeenPrivacy("none");
  await bob.socket.updateOnlinePrivacy("match_last_seen");
  await ana.socket.presenceSubscribe(bob.jid);
  expect((await sees(ana, bob.jid, "unavailable"))?.lastSeen).toBeUndefined();
  await ana.socket.sendPresenceUpdate("unavailable");
  await stage.world.transcript.waitForStanza({
    direction: "in",
    tag: "presence",
    phone: ana.account.phone,
    attrs: { type: "unavailable" },
  });
  await bob.socket.presenceSubscribe(ana.jid);
  expect((await sees(bob, ana.jid, "unavailable"))?.lastSeen).toBeUndefined();
  await bob.socket.updateLastSeenPrivacy("all");
  await bob.socket.presenceSubscribe(ana.jid);
  await bob.until(() => (seen(bob, ana.jid)?.lastSeen ?? 0) > 0, { what: "the time when Ana was there" });
});

test("a blocked person sees neither presence nor typing", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  stage.world.profiles.block(bob.account, ana.account);
  await ana.socket.presenceSubscribe(bob.jid);
  await ana.socket.sendPresenceUpdate("composing", bob.jid);
  await stage.world.transcript.waitForStanza({ direction: "in", tag: "chatstate" });
  stage.world.profiles.unblock(bob.account, ana.account);
  await ana.socket.presenceSubscribe(bob.jid);
  await sees(ana, bob.jid, "available");
  const { transcript } = stage.world;
  expect(transcript.stanzas({ direction: "out", tag: "presence", phone: ana.account.phone })).toHaveLength(1);
  expect(transcript.stanzas({ direction: "out", tag: "chatstate", phone: bob.account.phone })).toEqual([]);
});

test("members of a group see who types there", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const carla = stage.contact(1, "Carla");
  const { jid } = stage.world.groups.create(ana.account, "Team", [bob.account, carla.account]);
  await bob.socket.sendPresenceUpdate("composing", jid);
  await sees(ana, jid, "composing", bob.lid);
  stage.world.presence.typing(carla.account, jid, "recording");
  await sees(bob, jid, "recording", `${carla.account.lid}@lid`);
  const view = stage.world.presence.seenBy(carla.account);
  expect(await view.waitFor(({ state }) => state === "composing")).toMatchObject({ of: bob.account, group: jid });
});

test("a contact sees a client come, type and go, and is seen by it", async () => {
  const ana = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  const { presence } = stage.world;
  presence.subscribe(account, ana.account);
  const view = presence.seenBy(account);
  await view.waitFor(({ of, state }) => of === ana.account && state === "available");
  expect(view.of(ana.account)).toEqual({ isAvailable: true, lastSeen: null });
  await ana.socket.sendPresenceUpdate("composing", phoneJid(account));
  await view.waitFor(({ of, state }) => of === ana.account && state === "composing");
  await ana.socket.sendPresenceUpdate("unavailable");
  const gone = await view.waitFor(({ state }) => state === "unavailable");
  expect(gone.lastSeen).toBe(presence.lastSeen(ana.account));
  await ana.socket.presenceSubscribe(phoneJid(account));
  await sees(ana, phoneJid(account), "unavailable");
  presence.setAvailable(account, true);
  await sees(ana, phoneJid(account), "available");
  presence.typing(account, ana.jid, "composing");
  await sees(ana, phoneJid(account), "composing");
  presence.setAvailable(account, false);
  expect((await sees(ana, phoneJid(account), "unavailable"))?.lastSeen).toBe(presence.lastSeen(account));
  await expect(view.waitFor(({ state }) => state === "recording", { timeoutMs: 10 })).rejects.toThrow("composing");
});

test("the name that a client shows with its presence is the account's from then on", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.socket.updateProfileName("Ana Maria");
  await ana.socket.sendPresenceUpdate("available");
  await stage.world.transcript.waitForStanza({ direction: "in", tag: "presence", attrs: { name: "Ana Maria" } });
  await ana.send(bob.jid, { text: "it is me" });
  expect((await bob.text("it is me")).pushName).toBe("Ana Maria");
});
