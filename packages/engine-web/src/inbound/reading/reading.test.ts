import { events } from "@waxwing/contract";
import { proto } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { Addresses } from "../addresses.ts";
import { memoryKeys } from "../testing/memory-keys.ts";
import { chatEntries, chatUpdateEntries } from "./chats.ts";
import { contactEntries } from "./contacts.ts";
import { changedGroupEntries, newGroupEntries } from "./groups.ts";
import { placeOf } from "./message-place.ts";
import { receiptEntries, statusEntries } from "./statuses.ts";

const { Status } = proto.WebMessageInfo;
const PHONE = "15559990001@s.whatsapp.net";
const OWN = "15550000001@s.whatsapp.net";
const GROUP = "120363000000000001@g.us";

function addresses(): Addresses {
  const keys = memoryKeys();
  keys.auth.creds.me = { id: "15550000001:7@s.whatsapp.net", lid: "1:7@lid" };
  const known = new Addresses(keys);
  known.learn(PHONE, "99@lid");
  return known;
}

describe("a status", () => {
  it("of a refused message says why", () => {
    const key = { remoteJid: "99:2@lid", id: "A", fromMe: true };
    const update = { status: Status.ERROR, messageStubParameters: ["463", "restricted"] };
    expect(statusEntries([{ key, update }], addresses())[0]?.batch.statuses).toMatchObject([
      { keyId: "A", remoteJid: PHONE, fromMe: true, status: "ERROR", error: { code: 463, title: "restricted" } },
    ]);
  });

  it("is not made of changes of content or stars", () => {
    const key = { remoteJid: PHONE, id: "A", fromMe: true };
    expect(
      statusEntries(
        [
          { key, update: { starred: true } },
          { key, update: { message: null } },
        ],
        addresses(),
      ),
    ).toEqual([]);
  });

  it("in a group is somebody's, and the own phone's is the server's", () => {
    const key = { remoteJid: GROUP, id: "A", fromMe: true, participant: "99@lid" };
    const reports = receiptEntries(
      [
        { key, receipt: { userJid: "99@lid", receiptTimestamp: 5 } },
        { key, receipt: { userJid: "99@lid", readTimestamp: 6 } },
        { key, receipt: { userJid: OWN, readTimestamp: 4 } },
      ],
      addresses(),
    ).flatMap(({ batch }) => batch.statuses);
    const message = { keyId: "A", remoteJid: GROUP, fromMe: true };
    expect(reports).toEqual([
      { ...message, participant: PHONE, status: "DELIVERY_ACK", timestamp: 5 },
      { ...message, participant: PHONE, status: "READ", timestamp: 6 },
      { ...message, status: "SERVER_ACK", timestamp: 4 },
    ]);
  });
});

describe("a message's place", () => {
  it("is its writer's chat when it came over a broadcast list", () => {
    const key = { remoteJid: "1700000000@broadcast", id: "A", fromMe: false, participant: "99:1@lid" };
    expect(placeOf({ key }, addresses())).toMatchObject({ remoteJid: PHONE, remoteJidAlt: "99@lid", fromMe: false });
  });

  it("has no participant for own messages, wherever they were written", () => {
    const key = { remoteJid: GROUP, id: "A", fromMe: true, participant: "1:3@lid" };
    expect(placeOf({ key }, addresses())?.participant).toBeUndefined();
  });

  it("is missing without id or chat", () => {
    expect(placeOf({ key: { id: "A" } }, addresses())).toBeUndefined();
    expect(placeOf({ key: { remoteJid: PHONE } }, addresses())).toBeUndefined();
  });
});

describe("a chat", () => {
  const chatsOf = (entries: ReturnType<typeof chatEntries>) => entries.flatMap(({ batch }) => batch.chats);

  it("of the history tells mutes in seconds, of the app state in milliseconds, and -1 for ever", () => {
    const mutes = [1_900_000_000, 1_900_000_000_000, -1, 0].map((muteEndTime) => {
      return chatsOf(chatEntries([{ id: PHONE, muteEndTime }], { addresses: addresses() }))[0]?.muteEndTime;
    });
    expect(mutes).toEqual([1_900_000_000_000, 1_900_000_000_000, -1, null]);
  });

  it("is no news when only a message came", () => {
    const counted = { id: PHONE, unreadCount: 1, conversationTimestamp: 5, messages: [{}] };
    expect(chatUpdateEntries([counted, { id: PHONE, conversationTimestamp: 5 }], addresses())).toEqual([]);
    expect(chatsOf(chatUpdateEntries([{ id: "99@lid", unreadCount: 0 }], addresses()))).toEqual([
      { remoteJid: PHONE, unreadMessages: 0 },
    ]);
  });

  it("that is pinned or archived no more says so", () => {
    expect(chatsOf(chatUpdateEntries([{ id: PHONE, pinned: null, archived: false }], addresses()))).toEqual([
      { remoteJid: PHONE, pinned: false, archived: false },
    ]);
  });
});

describe("a contact", () => {
  it("tells names and pictures, and nothing when nothing is known", () => {
    const contacts = contactEntries(
      [
        { id: "99@lid", name: "Bob Souza", notify: "Bob" },
        { id: PHONE, imgUrl: "removed" },
        { id: PHONE, imgUrl: "changed" },
        { id: PHONE, lid: "99@lid" },
      ],
      { addresses: addresses() },
    ).flatMap(({ batch }) => batch.contacts);
    expect(contacts).toEqual([
      { remoteJid: PHONE, pushName: "Bob", savedName: "Bob Souza" },
      { remoteJid: PHONE, profilePicUrl: null },
    ]);
  });
});

describe("a group", () => {
  it("that changes is told with what changed alone, and its name is its chat's", () => {
    const author = { author: "99@lid", authorPn: PHONE };
    expect(changedGroupEntries([{ id: GROUP, ...author }], addresses())).toEqual([]);
    const changes = [
      { id: GROUP, subject: "New", size: Number.NaN, ...author },
      { id: GROUP, desc: undefined as unknown as string, ...author },
    ];
    const batches = changedGroupEntries(changes, addresses()).map(({ batch }) => batch);
    expect(batches).toEqual([
      { chats: [{ remoteJid: GROUP, name: "New" }] },
      { passing: [{ type: "GROUP_UPDATE", data: [{ id: GROUP, subject: "New", author: PHONE }] }] },
      { passing: [{ type: "GROUP_UPDATE", data: [{ id: GROUP, desc: null, author: PHONE }] }] },
    ]);
  });

  it("that is new is told with all that the contract promises", () => {
    const participants = [{ id: "99@lid", phoneNumber: PHONE, admin: "admin" as const }];
    const metadata = { id: GROUP, subject: "Team", owner: "99@lid", participants };
    const [, told] = newGroupEntries([metadata], addresses());
    const [event] = told?.batch.passing ?? [];
    expect(events.GROUPS_UPSERT.data.parse(event?.data)).toMatchObject([
      { id: GROUP, subject: "Team", owner: PHONE, participants: [{ id: PHONE, lid: "99@lid", admin: "admin" }] },
    ]);
  });
});
