import { proto, type WAMessage } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { archiveChat } from "../app-state/actions.ts";
import { viewOfClient } from "../app-state/testing/client-view.ts";
import type { Account } from "../model.ts";
import type { PastMessage } from "./seed.ts";

const TYPE = proto.HistorySync.HistorySyncType;
const PHONE = "15550009999";
const BEA = "15550001111@s.whatsapp.net";
const CID = "15550002222@s.whatsapp.net";
const DAY_SECONDS = 24 * 60 * 60;

const fixture = useSandbox();

function ana(): Account {
  return fixture.sandbox.world.directory.account(PHONE, { name: "Ana" });
}

function bea(): Account {
  return fixture.sandbox.world.directory.account("15550001111", { name: "bea!" });
}

const linked = (config = {}) => fixture.connect({ phone: PHONE, initialSync: true, config });

/** `count` texts, "1" the oldest; the newest `daysAgo` days old, a second between them. */
function texts(count: number, daysAgo = 0): PastMessage[] {
  const last = fixture.sandbox.world.clock.seconds() - daysAgo * DAY_SECONDS;
  return Array.from({ length: count }, (_, index) => ({
    id: `M${index + 1}`,
    text: String(index + 1),
    at: last - (count - 1 - index),
  }));
}

/** Resolves with the texts in history, oldest first, once all of it has come. */
async function historyOf(client: TestClient): Promise<string[]> {
  await client.waitFor("messaging-history.set", ({ progress }) => progress === 100);
  return textsOf([...viewOfClient(client).history.values()]);
}

function textsOf(messages: readonly WAMessage[]): string[] {
  const sorted = [...messages].sort((one, other) => Number(one.messageTimestamp) - Number(other.messageTimestamp));
  return sorted.map(({ message }) => message?.conversation ?? message?.extendedTextMessage?.text ?? "");
}

describe("a device that is linked", () => {
  it("gets the phone's chats, contacts and names, up to progress 100", async () => {
    const { world } = fixture.sandbox;
    bea();
    const messages = [{ text: "oi" }, { text: "tudo?" }];
    world.history.addChats(
      ana(),
      { chat: BEA, name: "Bea Souza", unreadCount: 2, isArchived: true, ephemeralSeconds: 86_400, messages },
      { chat: "+1 555 000 2222", isPinned: true, messages: [{ text: "hello", isFromMe: true }] },
    );
    const client = await linked();
    expect((await historyOf(client)).sort()).toEqual(["hello", "oi", "tudo?"]);
    const { chats, contacts } = viewOfClient(client);
    expect(chats.get(BEA)).toMatchObject({ unreadCount: 2, archived: true, ephemeralExpiration: 86_400 });
    expect(chats.get(CID)?.pinned).toBeTruthy();
    expect(contacts.get(BEA)).toMatchObject({ name: "Bea Souza", notify: "bea!", lid: `${bea().lid}@lid` });
    await client.waitFor(
      "messaging-history.status",
      ({ syncType, status }) => syncType === TYPE.RECENT && status === "complete",
    );
    expect(await client.socket.signalRepository.lidMapping.getLIDForPN(BEA)).toBe(`${bea().lid}@lid`);
    expect(client.auth.creds.me?.name).toBe("Ana");
    expect(client.complaints()).toEqual([]);
    expect(world.transcript.unknowns).toEqual([]);
    expect(world.directory.companion(ana(), 1)?.isProvisioned).toBe(true);
  });

  it("gets long chats in several chunks, each message once, with rising progress", async () => {
    const { world } = fixture.sandbox;
    Object.assign(world.history.limits, { messagesPerChunk: 7, bootstrapMessagesPerChat: 3 });
    world.history.addChats(ana(), { chat: BEA, messages: texts(40) }, { chat: CID, messages: [{ text: "hello" }] });
    const client = await linked();
    const received = (await historyOf(client)).filter((text) => text !== "hello");
    expect(received).toEqual(Array.from({ length: 40 }, (_, index) => String(index + 1)));
    const chunks = client.logs.flatMap(({ message, details }) =>
      message === "got history notification"
        ? [(details as { histNotification: proto.Message.IHistorySyncNotification }).histNotification]
        : [],
    );
    const recent = chunks.filter(({ syncType }) => Number(syncType) === TYPE.RECENT);
    expect(recent.map(({ progress }) => progress)).toEqual([16, 33, 50, 66, 83, 100]);
    expect(recent.map(({ chunkOrder }) => chunkOrder)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("fetches large chunks from the media server, and app state does not overtake them", async () => {
    const { world } = fixture.sandbox;
    world.history.limits.inlineBytes = 0;
    world.history.addChats(ana(), { chat: BEA, messages: texts(30), isArchived: true });
    const client = await linked();
    expect(await historyOf(client)).toHaveLength(30);
    expect(viewOfClient(client).chats.get(BEA)?.archived).toBe(true);
    world.appState.mutate(ana(), archiveChat(BEA, false));
    await client.until(() => viewOfClient(client).chats.get(BEA)?.archived === false);
    expect(world.media.stored.map(({ folder }) => folder)).toContain("md-app-state");
    expect(client.complaints()).toEqual([]);
  });

  it("gets the last months only, unless it asks for everything", async () => {
    const { world } = fixture.sandbox;
    world.history.limits.bootstrapMessagesPerChat = 1;
    const old = texts(5, 200);
    const recent = texts(3).map((message) => ({ ...message, id: `R${message.id}`, text: `recent ${message.text}` }));
    world.history.addChats(ana(), { chat: BEA, messages: [...old, ...recent] });
    const modest = await linked();
    expect(await historyOf(modest)).toEqual(["recent 1", "recent 2", "recent 3"]);
    const greedy = await linked({ syncFullHistory: true, shouldSyncHistoryMessage: () => true });
    await greedy.until(() => viewOfClient(greedy).history.size === 8);
  });

  it("gets the messages that were exchanged before, as they are now", async () => {
    const { world } = fixture.sandbox;
    const first = await linked();
    const phone = world.phones.of(bea());
    phone.attend();
    const sent = await first.send(BEA, { text: "hello" });
    const key = { ...sent.key, fromMe: false, remoteJid: first.jid };
    phone.send(first.jid, { conversation: "oi" });
    const wrong = phone.send(first.jid, { conversation: "worng" });
    const regretted = phone.send(first.jid, { conversation: "secret" });
    await first.text("secret");
    const own = (id: string) => ({ remoteJid: first.jid, fromMe: true, id });
    const { MESSAGE_EDIT, REVOKE } = proto.Message.ProtocolMessage.Type;
    const edit = { type: MESSAGE_EDIT, key: own(wrong.id), editedMessage: { conversation: "wrong" } };
    phone.send(first.jid, { protocolMessage: edit });
    phone.send(first.jid, { protocolMessage: { type: REVOKE, key: own(regretted.id) } });
    phone.send(first.jid, { reactionMessage: { key, text: "❤", senderTimestampMs: 1 } });
    await first.waitFor("messages.reaction");
    const second = await linked();
    await historyOf(second);
    const { history } = viewOfClient(second);
    expect(textsOf([...history.values()]).sort()).toEqual(["", "hello", "oi", "wrong"]);
    expect(history.get(sent.key.id ?? "")).toMatchObject({ key: { fromMe: true, remoteJid: BEA } });
    expect(history.get(sent.key.id ?? "")?.reactions?.map(({ text }) => text)).toEqual(["❤"]);
    expect(history.get(regretted.id)).toMatchObject({ messageStubType: 1 });
    expect(second.complaints()).toEqual([]);
  });

  it("gets chats that were added later, when its phone sends them", async () => {
    const { world } = fixture.sandbox;
    const client = await linked();
    world.history.addChats(ana(), { chat: BEA, name: "Bea", messages: texts(2) });
    world.history.sendRecent(client.address);
    await client.until(() => viewOfClient(client).history.size === 2 && viewOfClient(client).chats.has(BEA));
    await client.until(() => viewOfClient(client).contacts.get(BEA)?.name === "Bea");
  });

  it("gets the groups that the account is in", async () => {
    const { world } = fixture.sandbox;
    const first = await linked();
    await first.socket.groupCreate("Friends", [`${bea().phone}@s.whatsapp.net`]);
    const second = await linked();
    await historyOf(second);
    const groups = [...viewOfClient(second).chats.values()].filter(({ id }) => id?.endsWith("@g.us"));
    expect(groups.map(({ name }) => name)).toEqual(["Friends"]);
    expect(groups[0]?.participant?.map(({ userJid }) => userJid).sort()).toEqual(
      [`${ana().lid}@lid`, `${bea().lid}@lid`].sort(),
    );
    expect(world.transcript.unknowns).toEqual([]);
  });

  it("gets it all when its first connection breaks in the midst", async () => {
    const { world } = fixture.sandbox;
    world.history.addChats(ana(), { chat: BEA, messages: texts(5), isArchived: true });
    const client = fixture.start({ phone: PHONE, initialSync: true });
    await world.transcript.waitForStanza({ direction: "out", tag: "message", attrs: { category: "peer" } });
    world.hub.connection({ account: ana(), device: 1 })?.drop();
    await client.closed();
    expect(world.directory.companion(ana(), 1)?.isProvisioned).toBe(false);
    await client.reconnect();
    expect(await historyOf(client)).toHaveLength(5);
    expect(viewOfClient(client).chats.get(BEA)?.archived).toBe(true);
    expect(client.auth.creds.myAppStateKeyId).toBeDefined();
    expect(world.directory.companion(ana(), 1)?.isProvisioned).toBe(true);
    await client.close();
    expect(world.hub.waiting({ account: ana(), device: 1 })).toEqual([]);
  });
});

describe("a past that is refused", () => {
  it("leaves nothing behind", () => {
    const { world } = fixture.sandbox;
    const good = { chat: BEA, messages: [{ text: "oi" }] };
    const bad = [
      { chat: "120363000000000001@g.us", messages: [{ text: "mine", isFromMe: true }, { text: "whose?" }] },
      { chat: "100000000000009@lid" },
      { chat: "120363000000000001@newsletter" },
      { chat: BEA, messages: [{ message: { conversation: 1 as unknown as string } }] },
    ];
    for (const chat of bad) expect(() => world.history.addChats(ana(), good, chat)).toThrow();
    expect(world.history.recollect(ana()).chats).toEqual([]);
    expect(world.directory.byPhone("100000000000009")).toBeUndefined();
    expect(world.directory.byPhone("120363000000000001")).toBeUndefined();
  });
});

describe("a device that asks its phone", () => {
  it("gets older messages of a chat, as many as it wants", async () => {
    const { world } = fixture.sandbox;
    world.history.addChats(ana(), { chat: BEA, messages: texts(30, 200) });
    const client = await linked();
    expect(await historyOf(client)).toHaveLength(10);
    const oldest = viewOfClient(client).history.get("M21");
    const request = await client.socket.fetchMessageHistory(
      5,
      oldest?.key as never,
      Number(oldest?.messageTimestamp) * 1000,
    );
    const answer = await client.waitFor("messaging-history.set", ({ syncType }) => syncType === TYPE.ON_DEMAND);
    expect(textsOf(answer.messages)).toEqual(["16", "17", "18", "19", "20"]);
    expect(answer.peerDataRequestSessionId).toBe(request);
    const after = client.events.length;
    await client.socket.fetchMessageHistory(50, answer.messages.at(-1)?.key as never, 0);
    const rest = await client.waitFor("messaging-history.set", ({ syncType }) => syncType === TYPE.ON_DEMAND, {
      after,
    });
    expect(textsOf(rest.messages)).toHaveLength(15);
    expect(client.complaints()).toEqual([]);
  });

  it("gets a single message again that it could not read", async () => {
    const { world } = fixture.sandbox;
    world.history.addChats(ana(), { chat: BEA, messages: texts(3) });
    const client = await linked();
    const after = client.events.length;
    const request = await client.socket.requestPlaceholderResend({ remoteJid: BEA, id: "M2", fromMe: false });
    expect(request).toBeDefined();
    const answer = await client.message(({ key }) => key.id === "M2", { after });
    expect(textsOf([answer])).toEqual(["2"]);
  });

  it("is told when there is nothing, and the transcript says what the phone does not know", async () => {
    const { world } = fixture.sandbox;
    const client = await linked();
    await client.socket.requestPlaceholderResend({ remoteJid: BEA, id: "NONE", fromMe: false });
    const isPeer = { direction: "out", tag: "message", attrs: { category: "peer" } } as const;
    const before = world.transcript.stanzas(isPeer).length;
    await client.until(() => world.transcript.stanzas(isPeer).length > before || before > 5);
    await client.socket.sendPeerDataOperationMessage({
      peerDataOperationRequestType: proto.Message.PeerDataOperationRequestType.GENERATE_LINK_PREVIEW,
    });
    await world.transcript.waitFor((entry) => entry.note?.includes("GENERATE_LINK_PREVIEW") === true);
    expect(client.complaints()).toEqual([]);
  });
});
