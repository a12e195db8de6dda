import { type OperationEntry, operationEntries, operationEntry } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "../support/outcome.ts";
import type { BadCase } from "./bad-media.ts";
import { png } from "./samples.ts";
import { storedByCalls } from "./stored-by-calls.ts";
import { type RunningWorld, startWorld } from "./world.ts";

const nobody = "15559999999";
const unknownId = "3EB0FFFFFFFFFFFFFFFF";
const unknownGroup = "120363999999999999@g.us";

let world: RunningWorld;
beforeAll(async () => {
  world = await startWorld();
  await world.web.create("idle");
  await world.said(world.ana.phone, "before", world.ana);
});
afterAll(() => world?.close());

const reply = { type: "reply", displayText: "Yes", id: "yes" };

const contents: Readonly<Record<string, Record<string, unknown>>> = {
  "message.sendText": { text: "Hello" },
  "message.sendMedia": { mediatype: "image", media: png.toString("base64") },
  "message.sendLocation": { latitude: 1, longitude: 2 },
  "message.sendContact": { contact: [{ fullName: "Maria", phoneNumber: "+55 11 98888-0000" }] },
  "message.sendPoll": { name: "Lunch?", values: ["Pizza", "Pasta"] },
  "message.sendList": {
    title: "Menu",
    buttonText: "Open",
    sections: [{ title: "a", rows: [{ title: "b", rowId: "c" }] }],
  },
  "message.sendButtons": { title: "Order", buttons: [reply] },
  "message.sendCarousel": { body: "Today", cards: [{ body: "Pizza", buttons: [reply] }] },
};

const cases: readonly BadCase[] = [
  ...Object.entries(contents).map(([operation, fields]) => ({
    about: "to a number that is not on WhatsApp",
    operation: operation as BadCase["operation"],
    input: () => ({ number: nobody, ...fields }),
    code: "NUMBER_NOT_ON_WHATSAPP",
  })),
  {
    about: "to what is no number",
    operation: "message.sendText",
    input: () => ({ number: "12", text: "Hello" }),
    code: "RECIPIENT_INVALID",
  },
  {
    about: "to a group that is not there",
    operation: "message.sendText",
    input: () => ({ number: unknownGroup, text: "Hello" }),
    code: "GROUP_NOT_FOUND",
  },
  {
    about: "as a reply to an unknown message",
    operation: "message.sendText",
    input: ({ ana }) => ({ number: ana.phone, text: "Hello", quoted: { key: { id: unknownId } } }),
    code: "QUOTED_MESSAGE_NOT_FOUND",
  },
  ...(["chat.getBase64", "chat.getPollVote"] as const).map((operation) => ({
    about: "of an unknown message",
    operation,
    input: () => ({ message: { key: { id: unknownId } } }),
    code: "MESSAGE_NOT_FOUND",
  })),
  {
    about: "of an unknown message",
    operation: "chat.updateMessage",
    input: ({ ana }) => ({ number: ana.phone, text: "Hello", key: { id: unknownId } }),
    code: "MESSAGE_NOT_FOUND",
  },
  {
    about: "of a file that nobody has any more",
    operation: "chat.getBase64",
    input: async (at) => {
      const sent = at.bia.web.sendMedia({ type: "image", bytes: png, mimeType: "image/png" }, { to: at.shop.phone });
      await at.stored(sent.id);
      const { message } = await at.tablet.message(({ key }) => key.id === sent.id);
      expect(at.sandbox.world.media.forget(message?.imageMessage?.directPath ?? "")).toBe(true);
      return { message: { key: { id: sent.id } } };
    },
    code: "MEDIA_NOT_AVAILABLE",
  },
  {
    about: "of a text that has no file",
    operation: "chat.getBase64",
    input: async (at) => ({ message: { key: { id: await at.heard(at.bia, "no file") } } }),
    code: "MESSAGE_NOT_COMPATIBLE",
  },
  {
    about: "of somebody else's message in a chat of two",
    operation: "chat.deleteMessageForEveryone",
    input: async (at) => ({
      key: { remoteJid: `${at.bia.phone}@s.whatsapp.net`, fromMe: false, id: await at.heard(at.bia, "not yours") },
    }),
    code: "MESSAGE_NOT_COMPATIBLE",
  },
  {
    about: "with a label that is not there",
    operation: "label.handleLabel",
    input: ({ ana }) => ({ number: ana.phone, labelId: "no-such-label", action: "add" }),
    code: "LABEL_NOT_FOUND",
  },
  ...(["group.findGroupInfos", "group.participants", "group.inviteCode"] as const).map((operation) => ({
    about: "of a group that is not there",
    operation,
    input: () => ({ groupJid: unknownGroup }),
    code: "GROUP_NOT_FOUND",
  })),
  ...(["group.inviteInfo", "group.acceptInviteCode"] as const).map((operation) => ({
    about: "with a code that nobody gave",
    operation,
    input: () => ({ inviteCode: "xxxxxxxxxxxxxxxxxxxxxx" }),
    code: "INVITE_INVALID",
  })),
  {
    about: "of a group in which others are admins",
    operation: "group.updateGroupSubject",
    input: async (at) => {
      const group = at.group("Locked", at.ana.phone);
      at.sandbox.world.groups.change(at.ana.web.account, group.jid, { locked: true });
      await at.heard(at.ana, "the group is known", group.jid);
      return { groupJid: group.jid, subject: "Mine" };
    },
    code: "GROUP_ACCESS_DENIED",
  },
];

function required(id: string): OperationEntry {
  const entry = operationEntry(id);
  if (entry === undefined) throw new Error(`no operation ${id}`);
  return entry;
}

describe.each(cases.map((each) => [`${each.operation} ${each.about}`, each] as const))("%s", (_name, bad) => {
  test(`is ${bad.code} on every face, and nothing is sent or stored`, async () => {
    const input = { instanceName: world.shop.name, ...(await bad.input(world)) };
    await world.sandbox.idle();
    const seen = world.ana.messages.length;
    for (const face of world.web.fixture.faces) {
      const before = await storedByCalls(world);
      const outcome = await face.call(required(bad.operation), input);
      expect(codeOf(outcome), `${face.name}: ${JSON.stringify(outcome)}`).toBe(bad.code);
      expect(await storedByCalls(world), face.name).toEqual(before);
    }
    await world.sandbox.idle();
    expect(world.ana.messages).toHaveLength(seen);
  });
});

/** Operations that need the connection, by their own words; what they look up here before may be missing as well. */
const connected = operationEntries.filter(({ operation }) =>
  (operation.errors as readonly string[]).includes("INSTANCE_NOT_CONNECTED"),
);

describe("an instance that is not connected", () => {
  test.each(connected.map((entry) => [entry.id, entry] as const))("%s says so", async (_id, entry) => {
    const input = { ...(entry.operation.example as Record<string, unknown>), instanceName: "idle" };
    const codes = new Set<string>();
    for (const face of world.web.fixture.faces) codes.add(codeOf(await face.call(entry, input)));
    expect([...codes]).toHaveLength(1);
    expect(["INSTANCE_NOT_CONNECTED", "MESSAGE_NOT_FOUND", "LABEL_NOT_FOUND"]).toContain([...codes][0]);
  });
});
