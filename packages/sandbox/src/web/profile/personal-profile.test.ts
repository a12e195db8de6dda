import { describe, expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { GREEN_JPEG } from "../media/testing/sample-pictures.ts";
import { childOf, type Stanza, textOf } from "../stanza.ts";
import { alice, alicesTablet, bob, mark, sandbox, useAcquaintances } from "./testing/acquaintances.ts";
import { ask, codeOf } from "./testing/requests.ts";

useAcquaintances();

describe("about", () => {
  const seenByBob = async (): Promise<unknown> => (await bob.socket.fetchStatus(alice.jid))?.[0]?.["status"];

  test("what a client sets is seen by others, and the phone shows it", async () => {
    await alice.socket.updateProfileStatus("Gone fishing 🎣");
    expect(await seenByBob()).toMatchObject({ status: "Gone fishing 🎣" });
    expect(alice.account.about.text).toBe("Gone fishing 🎣");
    const { stanzas } = sandbox.world.phones.of(bob.account);
    const told = await stanzas.wait("Alice's about", ({ attrs }) => attrs["type"] === "status", 5000);
    expect(told.attrs["from"]).toBe(alice.jid);
    expect(textOf(childOf(told))).toBe("Gone fishing 🎣");
  });

  test("an endless one is refused (406)", async () => {
    expect(await codeOf(alice.socket.updateProfileStatus("x".repeat(140)))).toBe(406);
  });

  test("who hides it shows it to nobody", async () => {
    sandbox.world.profiles.setPrivacy(alice.account, "status", "none");
    try {
      expect(await seenByBob()).toMatchObject({ status: "" });
    } finally {
      sandbox.world.profiles.setPrivacy(alice.account, "status", "all");
    }
  });
});

describe("privacy", () => {
  test("a client's changes are read by its other device", async () => {
    await alice.socket.updateLastSeenPrivacy("contacts");
    await alice.socket.updateOnlinePrivacy("match_last_seen");
    await alice.socket.updateReadReceiptsPrivacy("none");
    await alice.socket.updateGroupsAddPrivacy("contact_blacklist");
    await alice.socket.updateCallPrivacy("known");
    await alice.socket.updateMessagesPrivacy("contacts");
    expect(await alicesTablet.socket.fetchPrivacySettings(true)).toEqual({
      last: "contacts",
      online: "match_last_seen",
      profile: "all",
      status: "all",
      readreceipts: "none",
      groupadd: "contact_blacklist",
      calladd: "known",
      messages: "contacts",
    });
    await alice.socket.updateReadReceiptsPrivacy("all");
  });

  test("values and categories that do not exist are refused and change nothing (400)", async () => {
    const setAll = (...categories: { name: string; value: string }[]): Promise<Stanza> =>
      ask(alice, { type: "set", xmlns: "privacy" }, [
        { tag: "privacy", attrs: {}, content: categories.map((attrs) => ({ tag: "category", attrs })) },
      ]);
    const set = (name: string, value: string): Promise<Stanza> => setAll({ name, value });
    const before = await alice.socket.fetchPrivacySettings(true);
    expect(await codeOf(set("last", "friends"))).toBe(400);
    expect(await codeOf(set("shoe size", "all"))).toBe(400);
    expect(await codeOf(set("toString", "all"))).toBe(400);
    expect(await codeOf(setAll({ name: "profile", value: "none" }, { name: "last", value: "friends" }))).toBe(400);
    expect(await alice.socket.fetchPrivacySettings(true)).toEqual(before);
  });
});

describe("block list", () => {
  const updates = (client: TestClient, type: "add" | "remove", after: number) =>
    client.waitFor("blocklist.update", (update) => update.type === type && update.blocklist.includes(bob.lid), {
      after,
    });

  test("a blocked person is on the list of both devices, sees nothing more, and is let in again", async () => {
    sandbox.world.profiles.setPicture(alice.account, GREEN_JPEG);
    await alice.socket.updateBlockStatus(bob.jid, "block");
    await updates(alice, "add", mark.alice);
    await updates(alicesTablet, "add", mark.tablet);
    expect(await alicesTablet.socket.fetchBlocklist()).toEqual([bob.lid]);
    expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(401);
    expect(bob.events.slice(mark.bob).some(({ name }) => name === "blocklist.update")).toBe(false);

    await alice.socket.updateBlockStatus(bob.jid, "unblock");
    await updates(alicesTablet, "remove", mark.tablet);
    expect(await alice.socket.fetchBlocklist()).toEqual([]);
    expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBeNull();
  });

  test("blocking on the phone tells the companions, once", async () => {
    const { profiles } = sandbox.world;
    profiles.block(alice.account, bob.account);
    profiles.block(alice.account, bob.account);
    await updates(alice, "add", mark.alice);
    profiles.unblock(alice.account, bob.account);
    await updates(alice, "remove", mark.alice);
    const names = alice.events.slice(mark.alice).filter(({ name }) => name === "blocklist.update");
    expect(names).toHaveLength(2);
  });

  test("nonsense is refused", async () => {
    const set = (attributes: Record<string, string>): Promise<unknown> =>
      codeOf(ask(alice, { type: "set", xmlns: "blocklist" }, [{ tag: "item", attrs: attributes }]));
    expect(await set({ action: "block", jid: bob.lid })).toBe(400);
    expect(await set({ action: "kick", jid: bob.lid })).toBe(400);
    expect(await set({ action: "block", jid: alice.lid, pn_jid: alice.jid })).toBe(400);
    expect(await set({ action: "block", jid: "999@lid", pn_jid: bob.jid })).toBe(404);
    expect(await alice.socket.fetchBlocklist()).toEqual([]);
  });
});

describe("default lifetime of messages", () => {
  test("is told to the other device, and to others who ask", async () => {
    await alice.socket.updateDefaultDisappearingMode(86_400);
    await alicesTablet.until(
      () => alicesTablet.auth.creds.accountSettings.defaultDisappearingMode?.ephemeralExpiration === 86_400,
    );
    expect(await bob.socket.fetchDisappearingDuration(alice.jid)).toMatchObject([
      { disappearing_mode: { duration: 86_400 } },
    ]);
    expect(await codeOf(alice.socket.updateDefaultDisappearingMode(77))).toBe(400);
    sandbox.world.profiles.setDisappearing(alice.account, 0);
    expect(alice.account.disappearing.seconds).toBe(0);
  });
});

test("the directory of assistants is what the test put there", async () => {
  expect(await alice.socket.getBotListV2()).toEqual([]);
  sandbox.world.profiles.bots.add({ jid: "867051314767696@bot", personaId: "p1" });
  expect(await alice.socket.getBotListV2()).toEqual([{ jid: "867051314767696@bot", personaId: "p1" }]);
});

test("no client had anything to complain about", () => {
  for (const client of [alice, alicesTablet, bob]) expect(client.complaints()).toEqual([]);
});
