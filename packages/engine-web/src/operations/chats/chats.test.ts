import { type Contact, text } from "@waxwing/sandbox";
import type { TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLabels } from "../labels.ts";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { GREEN_JPEG } from "../testing/pictures.ts";
import { stored } from "../testing/references.ts";
import { createChats } from "./chats.ts";

let circle: Circle;
let ana: Member;
/** Another device of Ana's account. */
let tablet: TestClient;
let friend: Contact;
let chats: ReturnType<typeof createChats>;

beforeAll(async () => {
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
  tablet = (await circle.connect("5511900000001", "Ana")).client;
  friend = await circle.sandbox.contact("15550000002", { name: "Bea" });
  chats = createChats({ sessions: circle.sessions });
}, 60_000);
afterAll(() => circle?.close());

const friendJid = "15550000002@s.whatsapp.net";
let said = 0;
/** Lets the friend say something new, and gives it as Ana's client got it. */
async function heard(to = "5511900000001") {
  said += 1;
  const { id } = await friend.say(`message ${said}`, { to });
  return stored(await ana.client.message(({ key }) => key.id === id));
}

const phone = () => circle.sandbox.account("5511900000001");
const ofKind = (kind: string, quotedId: string) => (message: { type: string; text: string | null }) =>
  message.type === kind && "quotedId" in message && message.quotedId === quotedId;

/** By what the stanza of a message tells clients and server what it does to another one. */
function editAttributeOf(messageId: string): string | undefined {
  const stanzas = circle.sandbox.transcript.entries.flatMap((entry) => (entry.kind === "stanza" ? [entry.stanza] : []));
  return stanzas.find(({ tag, attrs }) => tag === "message" && attrs["id"] === messageId)?.attrs["edit"];
}

describe("read marks", () => {
  test("reach the authors, in a chat and in a group", async () => {
    const group = circle.sandbox.createGroup("Todos", { by: friend.phone, members: ["5511900000001"] });
    const [one, two, inGroup] = [await heard(), await heard(), await heard(group.jid)];
    await chats.markRead(ana.instance, [one, two, inGroup], patient);
    for (const { keyId } of [one, two, inGroup]) await friend.web.waitForReceipt(keyId, "read");
  });

  test("say that a voice note was played", async () => {
    const message = await heard();
    await chats.markPlayed(ana.instance, [message], patient);
    await friend.web.waitForReceipt(message.keyId, "played");
  });

  test("of own messages tell nobody", async () => {
    const own = stored(await ana.client.send(friendJid, { text: "mine" }));
    const receipts = () =>
      circle.sandbox.transcript.entries.filter(
        (each) => each.kind === "stanza" && each.stanza.tag === "receipt" && each.stanza.attrs["type"] === "read",
      ).length;
    const before = receipts();
    await chats.markRead(ana.instance, [own], patient);
    expect(receipts()).toBe(before);
  });
});

describe("states of a chat", () => {
  test("show on the phone and on another device, and can be taken back", async () => {
    const chat = { remoteJid: friendJid, lastMessages: [await heard()] };
    const until = Date.now() + 3_600_000;
    await chats.archive(ana.instance, chat, true, patient);
    await chats.markUnread(ana.instance, chat, patient);
    await chats.mute(ana.instance, chat, until, patient);
    await chats.pin(ana.instance, chat, true, patient);

    const { chats: shown } = await phone().waitForAppState(({ chats: all }) => all[friendJid]?.pinnedAt != null);
    expect(shown[friendJid]).toMatchObject({ isArchived: true, isMarkedUnread: true, mutedUntil: until });
    await tablet.waitFor("chats.update", (all) =>
      all.some(({ id, archived }) => id === friendJid && archived === true),
    );

    await chats.archive(ana.instance, chat, false, patient);
    await chats.mute(ana.instance, chat, null, patient);
    await chats.pin(ana.instance, chat, false, patient);
    const back = await phone().waitForAppState(({ chats: all }) => all[friendJid]?.pinnedAt === null);
    expect(back.chats[friendJid]).toMatchObject({ isArchived: false, mutedUntil: null });
  });

  test("can be set for a chat without messages", async () => {
    const empty = { remoteJid: "15550000003@s.whatsapp.net", lastMessages: [] };
    await chats.archive(ana.instance, empty, true, patient);
    await chats.markUnread(ana.instance, empty, patient);
    const shown = await phone().waitForAppState(({ chats: all }) => all[empty.remoteJid]?.isMarkedUnread === true);
    expect(shown.chats[empty.remoteJid]).toMatchObject({ isArchived: true });
  });
});

describe("a deletion for everyone", () => {
  test("takes an own message from the other side", async () => {
    const own = await ana.client.send(friendJid, { text: "regret" });
    await friend.received(text("regret"));
    const key = { remoteJid: friendJid, fromMe: true, id: own.key.id ?? "", participant: undefined };
    const { messageId, timestamp } = await chats.deleteForEveryone(ana.instance, key, patient);
    expect(await friend.received(ofKind("delete", key.id))).toMatchObject({ id: messageId });
    expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
    expect(editAttributeOf(messageId)).toBe("7");
  });

  test("takes another member's message when the account is an admin, by either of his addresses", async () => {
    const member = await circle.sandbox.contact("15550000004");
    const group = circle.sandbox.createGroup("Da Ana", { by: "5511900000001", members: [friend.phone, "15550000004"] });
    for (const participant of [circle.sandbox.account(friend.phone).jid, circle.sandbox.account(friend.phone).lid]) {
      const { keyId: id } = await heard(group.jid);
      const key = { remoteJid: group.jid, fromMe: false, id, participant };
      const { messageId } = await chats.deleteForEveryone(ana.instance, key, patient);
      expect(editAttributeOf(messageId)).toBe("8");
      const { message } = await member.received(ofKind("delete", id));
      expect(message).toMatchObject({
        protocolMessage: { key: { fromMe: false, id, participant: circle.sandbox.account(friend.phone).lid } },
      });
    }
  });

  test("finds out that the account is an admin also where the group names members by LID alone", async () => {
    const group = circle.sandbox.createGroup("Só LID", { by: "5511900000001", members: [friend.phone] });
    const session = circle.sessions.of(ana.instance);
    const groupMetadata: typeof session.socket.groupMetadata = async (jid) => {
      const metadata = await session.socket.groupMetadata(jid);
      return {
        ...metadata,
        participants: metadata.participants.map(({ lid: _, phoneNumber: __, ...member }) => member),
      };
    };
    const sessions = { of: () => ({ ...session, socket: { ...session.socket, groupMetadata } }) };
    const { keyId: id } = await heard(group.jid);
    const key = { remoteJid: group.jid, fromMe: false, id, participant: circle.sandbox.account(friend.phone).lid };
    const { messageId } = await createChats({ sessions }).deleteForEveryone(ana.instance, key, patient);
    expect(editAttributeOf(messageId)).toBe("8");
  });

  test("is refused for messages of others elsewhere", async () => {
    const { keyId: id } = await heard();
    const key = { remoteJid: friendJid, fromMe: false, id, participant: undefined };
    await expect(chats.deleteForEveryone(ana.instance, key, patient)).rejects.toMatchObject({
      code: "MESSAGE_NOT_COMPATIBLE",
    });
    const group = circle.sandbox.createGroup("Do amigo", { by: friend.phone, members: ["5511900000001"] });
    const inGroup = await heard(group.jid);
    await expect(
      chats.deleteForEveryone(
        ana.instance,
        { remoteJid: group.jid, fromMe: false, id: inGroup.keyId, participant: inGroup.participant },
        patient,
      ),
    ).rejects.toMatchObject({ code: "GROUP_ACCESS_DENIED" });
  });
});

describe("an edit", () => {
  test("changes a text on the other side, and can be made again of what was kept", async () => {
    const own = stored(await ana.client.send(friendJid, { text: "helo" }), friendJid);
    const first = await chats.edit(ana.instance, own, "hello", patient);
    expect(first.content).toMatchObject({ conversation: "hello" });
    expect(await friend.received(ofKind("edit", own.keyId))).toMatchObject({ id: first.messageId, text: "hello" });
    expect(editAttributeOf(first.messageId)).toBe("1");

    const second = await chats.edit(ana.instance, { ...own, engineData: first.engineData }, "hello!", patient);
    await friend.received((message) => message.id === second.messageId && message.text === "hello!");
  });

  test("changes the caption of a picture and keeps the picture", async () => {
    const own = await ana.client.send(friendJid, { image: GREEN_JPEG, caption: "gren" });
    const { content } = await chats.edit(ana.instance, stored(own, friendJid), "green", patient);
    expect(content).toMatchObject({ imageMessage: { caption: "green", mimetype: "image/jpeg" } });
    const seen = await friend.received(ofKind("edit", own.key.id ?? ""));
    expect(seen.text).toBe("green");
  });

  test("is refused for what has no text, is not own, or is too old", async () => {
    const location = stored(
      await ana.client.send(friendJid, { location: { degreesLatitude: 1, degreesLongitude: 2 } }),
    );
    const foreign = await heard();
    const own = stored(await ana.client.send(friendJid, { text: "old" }), friendJid);
    const old = { ...own, timestamp: own.timestamp - 16 * 60 };
    for (const message of [location, foreign, old]) {
      await expect(chats.edit(ana.instance, message, "new", patient)).rejects.toMatchObject({
        code: "MESSAGE_NOT_COMPATIBLE",
      });
    }
  });
});

describe("labels", () => {
  test("of a chat show on the phone, and go again", async () => {
    const labels = createLabels({ sessions: circle.sessions });
    await labels.setChatLabel(ana.instance, friendJid, "7", "add", patient);
    await phone().waitForAppState(({ chats: all }) => all[friendJid]?.labels.includes("7") === true);
    await labels.setChatLabel(ana.instance, friendJid, "7", "remove", patient);
    await phone().waitForAppState(({ chats: all }) => all[friendJid]?.labels.includes("7") !== true);
  });
});

describe("blocking", () => {
  test("is in force at the server, and listed by phone number", async () => {
    await chats.block(ana.instance, friendJid, true, patient);
    expect(await chats.blocklist(ana.instance, patient)).toEqual([friendJid]);
    expect(phone().record.blocked).toEqual([circle.sandbox.account(friend.phone).record.lid]);
    await chats.block(ana.instance, friendJid, false, patient);
    expect(await chats.blocklist(ana.instance, patient)).toEqual([]);
  });
});
