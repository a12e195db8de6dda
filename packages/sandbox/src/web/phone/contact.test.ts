import { createHash, randomBytes } from "node:crypto";
import { downloadMediaMessage, type proto } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { clientOptions } from "../../client-options.ts";
import { text } from "../../matchers.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { textOfMessage } from "../../testing/message-text.ts";
import { GREEN_JPEG } from "../media/testing/sample-pictures.ts";
import type { MediaToSend } from "./content/media.ts";
import { contactOf, messageOf } from "./testing.ts";

const fixture = useSandbox();
const ALICE = { phone: "15550000001" };

describe("what a contact sends, as a client gets it", () => {
  it("texts: with quotation, mention, lifetime, and in the order in which they were said", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const first = bob.say("first");
    for (let number = 1; number <= 20; number++) bob.say(`number ${number}`);
    const answer = bob.say("and @15550000001?", {
      quoted: first.id,
      mentions: ["15550000001"],
      expiresInSeconds: 86_400,
    });
    const { message } = await messageOf(alice, answer);
    expect(message?.extendedTextMessage).toMatchObject({
      text: "and @15550000001?",
      contextInfo: {
        stanzaId: first.id,
        participant: "15559990001@s.whatsapp.net",
        quotedMessage: { conversation: "first" },
        mentionedJid: [alice.jid],
        expiration: 86_400,
      },
    });
    const poll = bob.sendPoll({ question: "Tea?", options: ["Yes", "No"] });
    const aboutIt = (await messageOf(alice, bob.say("well?", { quoted: poll.id }))).message?.extendedTextMessage;
    expect(aboutIt?.contextInfo?.quotedMessage?.pollCreationMessage).toMatchObject({ name: "Tea?" });
    expect(aboutIt?.contextInfo?.quotedMessage?.messageContextInfo).toBeFalsy();
    const texts = alice.events.flatMap(({ name, data }) =>
      name === "messages.upsert"
        ? (data as { messages: { message?: proto.IMessage }[] }).messages.map((m) => textOfMessage(m.message))
        : [],
    );
    expect(texts.filter((each) => each !== undefined).slice(0, 21)).toEqual([
      "first",
      ...Array.from({ length: 20 }, (_, index) => `number ${index + 1}`),
    ]);
    expect(alice.complaints()).toEqual([]);
  });

  it("media of every type, which the client downloads as they were", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
    const expected: [MediaToSend, string][] = [
      [{ type: "image", bytes: randomBytes(1000), caption: "look", thumbnail: Buffer.from("jpeg") }, "imageMessage"],
      [{ type: "video", bytes: randomBytes(1001), caption: "film", seconds: 3 }, "videoMessage"],
      [{ type: "gif", bytes: randomBytes(1002) }, "videoMessage"],
      [{ type: "ptv", bytes: randomBytes(1003) }, "ptvMessage"],
      [{ type: "audio", bytes: randomBytes(1004), seconds: 5 }, "audioMessage"],
      [{ type: "audio", voice: true, bytes: randomBytes(1005) }, "audioMessage"],
      [
        { type: "document", bytes: randomBytes(1006), filename: "a.pdf", mimeType: "application/pdf" },
        "documentMessage",
      ],
      [{ type: "sticker", bytes: randomBytes(1007) }, "stickerMessage"],
    ];
    for (const [media, field] of expected) {
      const received = await messageOf(alice, bob.sendMedia(media));
      const content = received.message?.[field as "imageMessage"];
      expect(Buffer.from(content?.fileSha256 ?? [])).toEqual(createHash("sha256").update(media.bytes).digest());
      expect(await downloadMediaMessage(received, "buffer", { options: web.options })).toEqual(media.bytes);
      expect(Number(content?.fileLength)).toBe(media.bytes.length);
      if (media.caption !== undefined) expect(content?.caption).toBe(media.caption);
    }
    const { message: withCaption } = await messageOf(
      alice,
      bob.sendMedia({ type: "document", bytes: randomBytes(10), caption: "the contract" }),
    );
    expect(withCaption?.documentWithCaptionMessage?.message?.documentMessage?.caption).toBe("the contract");
    const { message: once } = await messageOf(
      alice,
      bob.sendMedia({ type: "image", bytes: randomBytes(10), viewOnce: true }),
    );
    expect(once?.viewOnceMessageV2?.message?.imageMessage?.viewOnce).toBe(true);
    await web.close();
  });

  it("places, contact cards, lists, buttons, templates and events", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const sent = [
      bob.sendLocation({ latitude: -23.5, longitude: -46.6, name: "Sé" }),
      bob.sendLiveLocation({ latitude: 1, longitude: 2, caption: "on my way" }),
      bob.sendContacts([{ name: "Ana; Maria", phone: "+55 11 98888-7777" }]),
      bob.sendContacts([
        { name: "Ana", phone: "5511988887777" },
        { name: "Rui", phone: "5511988887778" },
      ]),
      bob.sendList({ text: "Choose", button: "Menu", sections: [{ title: "All", rows: [{ id: "1", title: "One" }] }] }),
      bob.sendButtons({ text: "Sure?", buttons: [{ id: "y", title: "Yes" }] }),
      bob.sendTemplate({ text: "Offer", buttons: [{ id: "more", title: "More" }] }),
      bob.sendEvent({ name: "Party", startsAt: 1_800_000_000_000 }),
    ];
    const contents: (proto.IMessage | null | undefined)[] = [];
    for (const each of sent) contents.push((await messageOf(alice, each)).message);
    expect(contents).toMatchObject([
      { locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "Sé" } },
      { liveLocationMessage: { caption: "on my way" } },
      {
        contactMessage: {
          displayName: "Ana; Maria",
          vcard: expect.stringContaining("waid=5511988887777:+5511988887777"),
        },
      },
      { contactsArrayMessage: { contacts: [{ displayName: "Ana" }, { displayName: "Rui" }] } },
      { listMessage: { buttonText: "Menu", sections: [{ rows: [{ rowId: "1", title: "One" }] }] } },
      { buttonsMessage: { buttons: [{ buttonId: "y", buttonText: { displayText: "Yes" } }] } },
      { templateMessage: { hydratedTemplate: { hydratedButtons: [{ quickReplyButton: { id: "more" } }] } } },
      { eventMessage: { name: "Party" } },
    ]);
    expect(alice.complaints()).toEqual([]);
  });

  it("reactions, edits, deletions, pins and lifetimes, as the changes that they are", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const own = bob.say("helo");
    await messageOf(alice, own);
    const hers = await alice.send("15559990001@s.whatsapp.net", { text: "hi" });
    await bob.waitForMessage(text("hi"));

    bob.react(hers.key.id ?? "", "👍");
    const [reaction] = await alice.waitFor("messages.reaction");
    expect(reaction).toMatchObject({ key: { id: hers.key.id, fromMe: true }, reaction: { text: "👍" } });

    bob.edit(own.id, "hello");
    await alice.waitFor("messages.update", (updates) =>
      updates.some(
        ({ key, update }) => key.id === own.id && textOfMessage(update.message?.editedMessage?.message) === "hello",
      ),
    );

    const picture = bob.sendMedia({ type: "image", bytes: GREEN_JPEG, caption: "grene" });
    const { message: sent } = await messageOf(alice, picture);
    bob.edit(picture.id, "green");
    const corrected = await alice.waitFor("messages.update", (updates) =>
      updates.some(({ key }) => key.id === picture.id),
    );
    const { imageMessage } = corrected[0]?.update.message?.editedMessage?.message ?? {};
    expect(imageMessage).toMatchObject({ caption: "green", directPath: sent?.imageMessage?.directPath });

    const single = bob.sendPoll({ question: "Tea?", options: ["Yes", "No"], selectable: 1 });
    expect((await messageOf(alice, single)).message?.pollCreationMessageV3).toMatchObject({
      selectableOptionsCount: 1,
    });

    const pin = bob.pin(own.id);
    expect((await messageOf(alice, pin)).message?.pinInChatMessage).toMatchObject({ key: { id: own.id }, type: 1 });
    const unpin = bob.unpin(own.id);
    expect((await messageOf(alice, unpin)).message).toMatchObject({
      pinInChatMessage: { key: { id: own.id }, type: 2 },
    });

    bob.setEphemeral(86_400);
    await alice.waitFor("chats.update", (chats) => chats.some((chat) => chat.ephemeralExpiration === 86_400));

    bob.delete(own.id);
    await alice.waitFor("messages.update", (updates) =>
      updates.some(({ key, update }) => key.id === own.id && update.message === null),
    );
    expect(() => bob.edit("nothing", "x")).toThrow("has no message nothing");
  });

  it("typing, and a call that the client rejects", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    bob.type("recording", { to: alice.account.phone });
    await alice.waitFor("presence.update", ({ presences }) =>
      Object.values(presences).some(({ lastKnownPresence }) => lastKnownPresence === "recording"),
    );
    const call = bob.call({ video: true });
    const [offer] = await alice.waitFor("call", ([first]) => first?.status === "offer");
    expect(offer).toMatchObject({ id: call.id, isVideo: true });
    await alice.socket.rejectCall(call.id, offer?.from ?? "");
    await call.rejected();
  });
});
