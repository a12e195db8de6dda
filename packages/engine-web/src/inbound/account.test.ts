import { appState } from "@waxwing/sandbox";
import { describe, expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient } from "./testing/inbound-client.ts";

const fixture = useInbound();
const BOB = "15559990001@s.whatsapp.net";

function passing(client: InboundClient, type: string) {
  return client.inbox.all("passing").filter((event) => event.type === type);
}

describe("what the account changes on its phone", () => {
  it("reaches chats, contacts, labels and messages", async () => {
    const { world } = fixture;
    const bob = await fixture.contact();
    const account = world.directory.account("15550000001", { name: "Ana" });
    world.history.addChats(account, { chat: BOB, messages: [{ id: "M1", text: "oi" }] });
    const client = await fixture.connect({ initialSync: true });
    await client.until(() => client.inbox.message("M1") !== undefined, { what: "history" });
    const until = 1_900_000_000_000;
    world.appState.mutate(
      account,
      appState.archiveChat(BOB, true),
      appState.muteChat(BOB, until),
      appState.pinChat(BOB, true),
      appState.markChatRead(BOB, false),
      appState.saveContact(BOB, { fullName: "Bob Souza" }),
      appState.editLabel("1", { name: "new", color: 3 }),
      appState.labelChat("1", BOB, true),
      appState.deleteMessageForMe({ chat: BOB, id: "M1", isFromMe: false }, 1_700_000_000),
    );
    const chat = (wanted: object) => expect.objectContaining({ remoteJid: BOB, ...wanted });
    await client.until(() => client.inbox.all("deletions").length === 1, { what: "deletion" });
    await client.until(() => client.inbox.all("labelAssociations").length === 1, { what: "label on a chat" });
    await client.until(() => client.inbox.all("contacts").some(({ savedName }) => savedName === "Bob Souza"));
    await client.until(() => client.inbox.all("chats").some(({ unreadMessages }) => unreadMessages === 1));
    const chats = client.inbox.all("chats");
    for (const wanted of [{ archived: true }, { muteEndTime: until }, { pinned: true }, { unreadMessages: 1 }]) {
      expect(chats).toContainEqual(chat(wanted));
    }
    expect(client.inbox.all("labels")).toMatchObject([{ labelId: "1", name: "new", color: "3", deleted: false }]);
    expect(client.inbox.all("labelAssociations")).toEqual([{ type: "add", chatId: BOB, labelId: "1" }]);
    expect(client.inbox.all("deletions")).toEqual([{ keyId: "M1", remoteJid: BOB, fromMe: false }]);

    const before = chats.length;
    world.appState.mutate(
      account,
      appState.archiveChat(BOB, false),
      appState.muteChat(BOB, null),
      appState.pinChat(BOB, false),
      appState.markChatRead(BOB, true),
    );
    await client.until(() =>
      client.inbox
        .all("chats")
        .slice(before)
        .some(({ unreadMessages }) => unreadMessages === 0),
    );
    await client.until(() =>
      client.inbox
        .all("chats")
        .slice(before)
        .some(({ pinned }) => pinned === false),
    );
    await client.until(() =>
      client.inbox
        .all("chats")
        .slice(before)
        .some(({ muteEndTime }) => muteEndTime === null),
    );
    const later = client.inbox.all("chats").slice(before);
    expect(later).toContainEqual(chat({ archived: false }));
    world.appState.mutate(account, appState.deleteChat(BOB));
    await client.until(() => client.inbox.all("chatDeletions").includes(BOB), { what: "deletion of the chat" });
    expect(bob.received).toEqual([]);
  });
});

describe("the history of a phone", () => {
  it("is stored in parts, with progress up to 100, and live messages in between", async () => {
    const { world } = fixture;
    const bob = await fixture.contact();
    Object.assign(world.history.limits, { messagesPerChunk: 300, bootstrapMessagesPerChat: 3 });
    const account = world.directory.account("15550000001", { name: "Ana" });
    const messages = Array.from({ length: 700 }, (_, index) => ({ id: `H${index}`, text: `old ${index}` }));
    world.history.addChats(
      account,
      { chat: BOB, name: "Bob Souza", unreadCount: 2, isArchived: true, ephemeralSeconds: 604_800, messages },
      { chat: "15552223333", messages: [{ id: "OWN", text: "mine", isFromMe: true }] },
    );
    const client = fixture.start({ initialSync: true });
    let sentDuring: string | undefined;
    client.inbox.before = async () => {
      if (client.inbox.messages.length === 0 || sentDuring !== undefined) return;
      sentDuring = bob.say("live", { to: account.phone }).id;
      await client.until(() => client.messages.has(sentDuring ?? ""), { what: "live message" });
    };
    await client.opened();
    const progress = () => passing(client, "MESSAGING_HISTORY_SET").map(({ data }) => data as { progress: number });
    await client.until(() => progress().at(-1)?.progress === 100, { what: "end of the history", timeoutMs: 25_000 });
    await client.until(() => client.inbox.message(sentDuring ?? "") !== undefined, { what: "live message" });
    const end = client.inbox.batches.findIndex(({ passing: events = [] }) => JSON.stringify(events).includes(":100}"));
    const atTheEnd = client.inbox.batches.slice(0, end + 1).flatMap((batch) => batch.messages);
    expect(new Set(atTheEnd.map(({ keyId }) => keyId)).size).toBeGreaterThanOrEqual(701);
    const history = client.inbox.messages.filter(({ isHistory }) => isHistory === true);
    expect(new Set(history.map(({ keyId }) => keyId)).size).toBe(701);
    expect(Math.max(...client.inbox.batches.map((batch) => batch.messages.length))).toBeLessThanOrEqual(250);
    expect(client.inbox.message("OWN")).toMatchObject({ fromMe: true, remoteJid: "15552223333@s.whatsapp.net" });
    expect(client.inbox.message(sentDuring ?? "")?.isHistory).toBeUndefined();
    const isLive = (batch: { messages: readonly { keyId: string }[] }): boolean =>
      batch.messages.some(({ keyId }) => keyId === sentDuring);
    expect(client.inbox.batches.findIndex(isLive)).toBeLessThan(end);
    expect(client.inbox.all("chats")).toContainEqual(
      expect.objectContaining({ remoteJid: BOB, unreadMessages: 2, archived: true, isHistory: true }),
    );
    expect(client.inbox.all("expirations")).toContainEqual(
      expect.objectContaining({ remoteJid: BOB, seconds: 604_800 }),
    );
    expect(client.inbox.all("contacts")).toContainEqual(
      expect.objectContaining({ remoteJid: BOB, savedName: "Bob Souza", isHistory: true }),
    );
    expect(client.inbox.all("identities")).toContainEqual({ phoneJid: BOB, lid: `${bob.account.lid}@lid` });
    const told = progress().map((each) => each.progress);
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(progress().at(-1)).toMatchObject({ messageCount: expect.any(Number), chatCount: expect.any(Number) });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });

  it("counts as handled with its last part: a crash before that has all of it imported anew", async () => {
    const { world } = fixture;
    const client = await fixture.connect({ initialSync: true });
    await client.until(() => passing(client, "MESSAGING_HISTORY_SET").length > 0, { what: "first history" });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    const messages = Array.from({ length: 450 }, (_, index) => ({ id: `H${index}`, text: `old ${index}` }));
    world.history.addChats(client.account, { chat: BOB, messages });
    const stored = () => client.inbox.messages.filter(({ keyId }) => keyId.startsWith("H")).length;
    const halfWay: [number, number][] = [];
    client.inbox.before = () => {
      if (stored() > 0 && stored() < messages.length) halfWay.push([stored(), client.keys.unhandled.length]);
    };
    world.history.sendRecent(client.address);
    await client.until(() => stored() === messages.length, { what: "all parts" });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(halfWay.length).toBeGreaterThan(0);
    expect(halfWay.filter(([, unhandled]) => unhandled === 0)).toEqual([]);
  });
});

describe("groups", () => {
  it.each(["pn", "lid"] as const)("that name members by %s are told with phone JIDs", async (addressingMode) => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const eve = await fixture.contact("15559990002", "Eve");
    const { groups } = fixture.world;
    const { jid } = groups.create(bob.account, "Team", [client.account], { addressingMode });
    await client.until(() => passing(client, "GROUPS_UPSERT").length === 1, { what: "new group" });
    expect(passing(client, "GROUPS_UPSERT")[0]?.data).toMatchObject([{ id: jid, subject: "Team", owner: BOB }]);
    expect(client.inbox.all("chats")).toContainEqual(expect.objectContaining({ remoteJid: jid, name: "Team" }));
    const sent = bob.say("hello team", { to: jid });
    await client.until(() => client.inbox.message(sent.id) !== undefined, { what: "message in the group" });
    expect(client.inbox.message(sent.id)).toMatchObject({
      remoteJid: jid,
      participant: BOB,
      participantAlt: `${bob.account.lid}@lid`,
      addressingMode,
    });
    expect(client.inbox.message(sent.id)?.remoteJidAlt).toBeUndefined();
    const poll = bob.sendPoll({ question: "Lunch?", options: ["Pizza", "Soup"] }, { to: jid });
    await client.until(() => client.inbox.message(poll.id) !== undefined, { what: "poll" });
    bob.vote(poll.id, "Pizza");
    bob.delete(sent.id);
    await client.until(() => client.inbox.all("deletions").length === 1, { what: "deletion" });
    expect(client.inbox.all("votes")).toMatchObject([
      { poll: { keyId: poll.id, remoteJid: jid, participant: BOB }, voter: BOB, selectedOptions: ["Pizza"] },
    ]);
    expect(client.inbox.all("deletions")).toEqual([
      { keyId: sent.id, remoteJid: jid, fromMe: false, participant: BOB },
    ]);

    groups.add(bob.account, jid, [eve.account]);
    groups.remove(bob.account, jid, [eve.account]);
    await client.until(() => passing(client, "GROUP_PARTICIPANTS_UPDATE").length >= 2, { what: "changes of members" });
    const EVE = "15559990002@s.whatsapp.net";
    expect(passing(client, "GROUP_PARTICIPANTS_UPDATE").map(({ data }) => data)).toMatchObject([
      { id: jid, author: BOB, participants: [EVE], action: "add", participantsData: [{ jid: EVE, phoneNumber: EVE }] },
      { id: jid, author: BOB, participants: [EVE], action: "remove" },
    ]);
    const own = await client.send(jid, { poll: { name: "Dinner?", values: ["Rice", "Beans"], selectableCount: 1 } });
    await client.until(() => client.inbox.message(own.key.id ?? "") !== undefined, { what: "own poll" });
    await bob.waitForMessage(({ id }) => id === own.key.id);
    bob.vote(own.key.id ?? "", "Rice");
    await client.until(() => client.inbox.all("votes").length === 2, { what: "vote in the own poll" });
    expect(client.inbox.all("votes").at(-1)).toMatchObject({
      poll: { keyId: own.key.id, remoteJid: jid, fromMe: true },
      voter: BOB,
      selectedOptions: ["Rice"],
    });
    expect(client.changedGroups).toContain(jid);
  });

  it("report receipts by person, and the phone's own as the server's", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    const { jid } = fixture.world.groups.create(bob.account, "Team", [client.account]);
    await client.until(() => passing(client, "GROUPS_UPSERT").length === 1, { what: "new group" });
    const { key } = await client.send(jid, { text: "hi all" });
    await bob.waitForMessage();
    bob.read();
    const reports = () => client.inbox.all("statuses").filter(({ keyId }) => keyId === key.id);
    await client.until(() => reports().some(({ status }) => status === "READ"), { what: "READ" });
    expect(reports().find(({ status }) => status === "READ")).toMatchObject({
      remoteJid: jid,
      fromMe: true,
      participant: BOB,
    });
    expect(reports().filter(({ participant }) => participant === client.jid)).toEqual([]);
  });

  it("are left out when the instance ignores them", async () => {
    const client = await fixture.connect({ settings: { groupsIgnore: true } });
    const bob = await fixture.contact();
    const { jid } = fixture.world.groups.create(bob.account, "Team", [client.account]);
    bob.say("hello team", { to: jid });
    const direct = bob.say("hello you", { to: client.account.phone });
    await client.until(() => client.inbox.message(direct.id) !== undefined, { what: "direct message" });
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
    expect(client.inbox.texts).toEqual(["hello you"]);
    expect(passing(client, "GROUPS_UPSERT")).toEqual([]);
    expect(client.inbox.all("chats").filter(({ remoteJid }) => remoteJid === jid)).toEqual([]);
  });
});

describe("statuses and read marks", () => {
  it("come with readStatus only, and are marked as read then", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    bob.say("hello", { to: client.account.phone });
    await client.until(() => client.inbox.messages.length === 1, { what: "message" });
    bob.postStatus("ignored", { audience: [client.account.phone] });
    const known = bob.say("after");
    await client.until(() => client.inbox.message(known.id) !== undefined, { what: "message" });
    expect(client.inbox.texts).not.toContain("ignored");
    client.settings = { ...client.settings, readStatus: true };
    const post = bob.postStatus("seen", { audience: [client.account.phone] });
    await client.until(() => client.inbox.message(post.id) !== undefined, { what: "status" });
    expect(client.inbox.message(post.id)).toMatchObject({
      remoteJid: "status@broadcast",
      participant: BOB,
      countsAsUnread: false,
    });
    await bob.waitForReceipt(post.id, "read");
  });

  it("mark messages as read with readMessages", async () => {
    const client = await fixture.connect({ settings: { readMessages: true } });
    const bob = await fixture.contact();
    const sent = bob.say("read me");
    await bob.waitForReceipt(sent.id, "read");
    expect(client.inbox.message(sent.id)?.countsAsUnread).toBe(false);
    await client.until(() => client.inbox.all("statuses").some(({ status }) => status === "READ"), { what: "READ" });
  });
});

describe("presence and calls", () => {
  it("are told with phone JIDs, calls at once to whoever rejects them", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    bob.say("hello", { to: client.account.phone });
    await client.until(() => client.inbox.messages.length === 1, { what: "message" });
    await client.socket.presenceSubscribe(BOB);
    await client.until(() => {
      bob.type("composing");
      return passing(client, "PRESENCE_UPDATE").some(({ data }) => JSON.stringify(data).includes("composing"));
    });
    expect(passing(client, "PRESENCE_UPDATE").at(-1)?.data).toMatchObject({ id: BOB });
    const call = bob.call({ video: true });
    await client.until(() => client.calls.length > 0, { what: "call" });
    call.terminate();
    await client.until(() => passing(client, "CALL").length >= 2, { what: "end of the call" });
    expect(passing(client, "CALL").map(({ data }) => data)).toMatchObject([
      { chatId: BOB, from: BOB, id: call.id, status: "offer", isVideo: true },
      { id: call.id, status: "timeout" },
    ]);
    expect(client.inbox.messages).toHaveLength(1);
  });
});

describe("a contact's new picture", () => {
  it("is told with its address", async () => {
    const client = await fixture.connect();
    const bob = await fixture.contact();
    bob.say("hello", { to: client.account.phone });
    await client.until(() => client.inbox.messages.length === 1, { what: "message" });
    // A start, and a frame header that says one pixel (ITU T.81, annex B).
    const jpeg = Buffer.from("ffd8ffc0000b080001000101011100ffd9", "hex");
    fixture.world.profiles.setPicture(bob.account, jpeg);
    const pictures = () => client.inbox.all("contacts").flatMap(({ profilePicUrl }) => profilePicUrl ?? []);
    await client.until(() => pictures().length === 1, { what: "address of the picture" });
    expect(pictures()[0]).toMatch(/^https:/);
    fixture.world.profiles.setPicture(bob.account, null);
    await client.until(() => client.inbox.all("contacts").some(({ profilePicUrl }) => profilePicUrl === null));
  });
});
