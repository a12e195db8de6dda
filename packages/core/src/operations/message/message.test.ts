import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OutgoingContent } from "../../engine.ts";
import { inboundText, receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import {
  fromMaria,
  maria,
  mariaLid,
  type OperationsFixture,
  ownJid,
  startOperations,
} from "../../testing/operations-fixture.ts";

const group = "120363025486748009@g.us";
let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
});
afterAll(() => fixture.close());

const send = (name: string, input: object): Promise<unknown> =>
  fixture.call(`message.${name}` as "message.sendText", { instanceName: instance.name, ...input } as never);
const sentContent = (): OutgoingContent | undefined => fixture.sentMessages.at(-1)?.content;

const media = "https://example.com/file";
const contact = [{ fullName: "Maria Silva", phoneNumber: "+55 11 99999-9999", organization: "My shop" }];
const sections = [{ title: "Food", rows: [{ title: "Pizza", rowId: "pizza", description: "With cheese" }] }];
const buttons = [{ type: "reply", displayText: "Yes", id: "yes" }];

const contents: [string, object, OutgoingContent][] = [
  ["sendText", { text: "Hello", linkPreview: false }, { kind: "text", text: "Hello", linkPreview: false }],
  [
    "sendMedia",
    { mediatype: "document", media, mimetype: "application/pdf", caption: "May", fileName: "may.pdf" },
    { kind: "document", media, mimetype: "application/pdf", caption: "May", fileName: "may.pdf" },
  ],
  [
    "sendMedia",
    { mediatype: "video", media, gifPlayback: true, gifAttribution: 2 },
    { kind: "video", media, gifPlayback: true, gifAttribution: 2 },
  ],
  ["sendPtv", { video: media }, { kind: "ptv", media }],
  ["sendWhatsAppAudio", { audio: media }, { kind: "voice", media, convert: true }],
  ["sendWhatsAppAudio", { audio: media, encoding: false }, { kind: "voice", media, convert: false }],
  ["sendSticker", { sticker: media }, { kind: "sticker", media, convert: true }],
  ["sendSticker", { sticker: media, notConvertSticker: true }, { kind: "sticker", media, convert: false }],
  [
    "sendLocation",
    { latitude: -23.5, longitude: -46.6, name: "Praça" },
    { kind: "location", latitude: -23.5, longitude: -46.6, name: "Praça" },
  ],
  ["sendContact", { contact }, { kind: "contacts", contacts: contact }],
  [
    "sendPoll",
    { name: "Lunch?", values: ["Pizza", "Pasta"] },
    { kind: "poll", name: "Lunch?", values: ["Pizza", "Pasta"], selectableCount: 1 },
  ],
  [
    "sendList",
    { title: "Menu", buttonText: "Open", sections },
    { kind: "list", title: "Menu", buttonText: "Open", sections },
  ],
  [
    "sendButtons",
    { title: "Your order", footer: "My shop", buttons },
    { kind: "buttons", title: "Your order", footer: "My shop", buttons: buttons as never },
  ],
  [
    "sendCarousel",
    { body: "Today", cards: [{ title: "Pizza", body: "With cheese", imageUrl: media, buttons }] },
    {
      kind: "carousel",
      body: "Today",
      cards: [{ title: "Pizza", body: "With cheese", imageUrl: media, buttons: buttons as never }],
    },
  ],
];

describe.each(contents)("%s %j", (name, input, content) => {
  test("reaches the engine with everything that was asked for", async () => {
    await fixture.store(instance.id, fromMaria("QUESTION"));
    const fields = { mentioned: [mariaLid], mentionsEveryOne: true, messageId: "3EB0AAAA1111" };
    const answer = await send(name, {
      ...input,
      ...fields,
      number: "5511999999999",
      quoted: { key: { id: "QUESTION" } },
    });
    expect(answer).toMatchObject({ key: { id: "3EB0AAAA1111", remoteJid: maria, fromMe: true }, status: "PENDING" });
    expect(fixture.sentMessages).toHaveLength(1);
    expect(sentContent()).toEqual(content);
    expect(fixture.sentMessages[0]).toMatchObject({
      remoteJid: maria,
      mentioned: [mariaLid],
      mentionsEveryOne: true,
      quoted: { id: "QUESTION", message: { conversation: "text QUESTION" } },
    });
    expect(await fixture.eventsOfType(instance.id, "SEND_MESSAGE")).toHaveLength(1);
  });

  test("a quoted message that is not stored is refused", async () => {
    const quoted = { key: { id: "unknown" } };
    expect(await errorCode(send(name, { ...input, number: maria, quoted }))).toBe("QUOTED_MESSAGE_NOT_FOUND");
    expect(fixture.sentMessages).toEqual([]);
  });
});

test("what may not be shown is said in the answer, also when the call is repeated", async () => {
  const input = { number: maria, title: "Menu", buttonText: "Open", sections, idempotencyKey: "menu" };
  const answer = await send("sendList", input);
  expect(answer).toMatchObject({ warnings: ["Some phones do not show lists."] });
  expect(await send("sendList", input)).toEqual(answer);
  expect(fixture.sentMessages).toHaveLength(1);
  expect(await send("sendText", { number: maria, text: "Hello" })).not.toHaveProperty("warnings");
});

describe("sendReaction", () => {
  test("reacts to a message that is not stored", async () => {
    await send("sendReaction", { key: { remoteJid: "5511999999999", fromMe: false, id: "X" }, reaction: "👍" });
    expect(fixture.sentMessages[0]?.remoteJid).toBe(maria);
    expect(sentContent()).toEqual({
      kind: "reaction",
      key: { remoteJid: maria, fromMe: false, id: "X", participant: undefined },
      text: "👍",
    });
  });

  test("takes the writer from the store, and an empty one back", async () => {
    await fixture.store(instance.id, inboundText("G", group, { participant: maria }));
    await send("sendReaction", { key: { remoteJid: group, fromMe: false, id: "G" }, reaction: "" });
    expect(sentContent()).toEqual({
      kind: "reaction",
      key: { remoteJid: group, fromMe: false, id: "G", participant: maria },
      text: "",
    });
  });

  test("names the chat as WhatsApp knows it", async () => {
    const { recipients } = fixture.standIns;
    recipients.lookUp = async (_instance, queries) =>
      queries.map((query) => ({ query, exists: true, jid: maria, lid: null, name: null }));
    await send("sendReaction", { key: { remoteJid: "551199999999", fromMe: true, id: "X" }, reaction: "👍" });
    expect(fixture.sentMessages[0]?.remoteJid).toBe(maria);
    expect(sentContent()).toMatchObject({ key: { remoteJid: maria } });
  });
});

describe("sendStatus", () => {
  const status = { type: "text", content: "We are open" };

  test("goes to the accounts of the list, each once, as WhatsApp knows them", async () => {
    const statusJidList = ["5511999999999", maria, "+55 11 88888-8888"];
    expect(await send("sendStatus", { ...status, statusJidList })).toMatchObject({
      key: { remoteJid: "status@broadcast" },
    });
    expect(sentContent()).toEqual({
      kind: "status",
      ...status,
      backgroundColor: "#1F7AEC",
      font: 1,
      audience: [maria, "5511888888888@s.whatsapp.net"],
    });
    expect(fixture.asked.filter(([name]) => name === "recipients.lookUp")).toHaveLength(1);
  });

  test("goes to all contacts with a name, in the address book or of their own", async () => {
    expect(await errorCode(send("sendStatus", { ...status, allContacts: true }))).toBe("VALIDATION_FAILED");
    await receive(fixture, instance.id, {
      contacts: [
        { remoteJid: maria, pushName: "Maria" },
        { remoteJid: "100000000000009@lid", savedName: "Bia" },
        { remoteJid: "5511666666666@s.whatsapp.net" },
        { remoteJid: group, pushName: "Team" },
        { remoteJid: ownJid, pushName: "Me" },
      ],
    });
    await send("sendStatus", { ...status, allContacts: true });
    expect(sentContent()).toMatchObject({ audience: ["100000000000009@lid", maria] });
  });

  test("without an audience is refused", async () => {
    expect(await errorCode(send("sendStatus", status))).toBe("VALIDATION_FAILED");
    expect(await errorCode(send("sendStatus", { ...status, statusJidList: ["nobody"] }))).toBe("RECIPIENT_INVALID");
    expect(fixture.sentMessages).toEqual([]);
  });
});
