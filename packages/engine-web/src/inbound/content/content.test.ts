import { ContextInfo, MessageContent } from "@waxwing/contract";
import { proto } from "@whiskeysockets/baileys";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readContent } from "./read-content.ts";
import { readContext } from "./read-context.ts";

const LID = "100000000000001@lid";
const PHONE = "5511999999999@s.whatsapp.net";
const mapping = (jid: string): string => (jid === LID ? PHONE : jid);

/** As it comes out of decryption. */
function decoded(message: proto.IMessage): proto.IMessage {
  return proto.Message.decode(proto.Message.encode(proto.Message.fromObject(message)).finish());
}

function read(message: proto.IMessage): ReturnType<typeof readContent> {
  return readContent(decoded(message), mapping);
}

const bytes = Buffer.from([1, 2, 250]);
const file = {
  mimetype: "image/jpeg",
  url: "https://mmg.whatsapp.net/f",
  directPath: "/v/f",
  mediaKey: bytes,
  fileSha256: bytes,
  fileEncSha256: bytes,
  fileLength: 5_000_000_000,
};
const readFile = {
  mimetype: "image/jpeg",
  url: "https://mmg.whatsapp.net/f",
  directPath: "/v/f",
  mediaKey: "AQL6",
  fileSha256: "AQL6",
  fileEncSha256: "AQL6",
  fileLength: "5000000000",
};
const key = { remoteJid: LID, fromMe: true, id: "A1" };
const readKey = { remoteJid: PHONE, fromMe: true, id: "A1" };
const poll = { name: "Lunch?", options: [{ optionName: "Pizza" }], selectableOptionsCount: 1 };

const examples: readonly [what: string, message: proto.IMessage, type: string, content: MessageContent][] = [
  ["text", { conversation: "hello" }, "conversation", { conversation: "hello" }],
  ["an answer", { extendedTextMessage: { text: "hi" } }, "conversation", { conversation: "hi" }],
  [
    "text with a preview",
    { extendedTextMessage: { text: "see https://a.b", matchedText: "https://a.b", title: "A" } },
    "conversation",
    {
      conversation: "see https://a.b",
      extendedTextMessage: { text: "see https://a.b", matchedText: "https://a.b", title: "A" },
    },
  ],
  [
    "an image",
    { imageMessage: { ...file, caption: "look", width: 4, height: 3, jpegThumbnail: bytes } },
    "imageMessage",
    { imageMessage: { ...readFile, caption: "look", width: 4, height: 3, jpegThumbnail: "AQL6" } },
  ],
  [
    "a video that plays like a GIF",
    { videoMessage: { ...file, seconds: 3, gifPlayback: true } },
    "videoMessage",
    { videoMessage: { ...readFile, seconds: 3, gifPlayback: true } },
  ],
  ["a video note", { ptvMessage: { ...file, seconds: 3 } }, "ptvMessage", { ptvMessage: { ...readFile, seconds: 3 } }],
  [
    "a voice note",
    { audioMessage: { ...file, seconds: 3, ptt: true, waveform: bytes } },
    "audioMessage",
    { audioMessage: { ...readFile, seconds: 3, ptt: true, waveform: "AQL6" } },
  ],
  [
    "a document with a caption",
    { documentWithCaptionMessage: { message: { documentMessage: { ...file, caption: "May", fileName: "a.pdf" } } } },
    "documentMessage",
    { documentMessage: { ...readFile, caption: "May", fileName: "a.pdf" } },
  ],
  [
    "a sticker",
    { stickerMessage: { ...file, isAnimated: true } },
    "stickerMessage",
    { stickerMessage: { ...readFile, isAnimated: true } },
  ],
  [
    "a place",
    { locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "Sé" } },
    "locationMessage",
    { locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "Sé" } },
  ],
  [
    "a place that moves",
    { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2, sequenceNumber: 7 } },
    "liveLocationMessage",
    { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2, sequenceNumber: "7" } },
  ],
  [
    "cards",
    { contactsArrayMessage: { displayName: "1 contact", contacts: [{ displayName: "Bea", vcard: "BEGIN:VCARD" }] } },
    "contactsArrayMessage",
    { contactsArrayMessage: { displayName: "1 contact", contacts: [{ displayName: "Bea", vcard: "BEGIN:VCARD" }] } },
  ],
  [
    "a reaction",
    { reactionMessage: { key, text: "👍" } },
    "reactionMessage",
    { reactionMessage: { key: readKey, text: "👍" } },
  ],
  [
    "a reaction taken back",
    { reactionMessage: { key } },
    "reactionMessage",
    { reactionMessage: { key: readKey, text: "" } },
  ],
  ["a poll", { pollCreationMessage: poll }, "pollCreationMessage", { pollCreationMessage: poll }],
  ["a poll of version 3", { pollCreationMessageV3: poll }, "pollCreationMessageV3", { pollCreationMessageV3: poll }],
  [
    "a vote that stays sealed",
    {
      pollUpdateMessage: {
        pollCreationMessageKey: key,
        vote: { encIv: bytes, encPayload: bytes },
        senderTimestampMs: 9,
      },
    },
    "pollUpdateMessage",
    { pollUpdateMessage: { pollCreationMessageKey: readKey, senderTimestampMs: "9" } },
  ],
  [
    "a chosen row",
    { listResponseMessage: { title: "Pizza", singleSelectReply: { selectedRowId: "p" } } },
    "listResponseMessage",
    { listResponseMessage: { title: "Pizza", singleSelectReply: { selectedRowId: "p" } } },
  ],
  [
    "native buttons",
    {
      interactiveMessage: {
        body: { text: "Yes?" },
        nativeFlowMessage: { buttons: [{ name: "quick_reply", buttonParamsJson: "{}" }] },
      },
    },
    "interactiveMessage",
    {
      interactiveMessage: {
        body: { text: "Yes?" },
        nativeFlowMessage: { buttons: [{ name: "quick_reply", buttonParamsJson: "{}" }] },
      },
    },
  ],
  [
    "cards with buttons",
    {
      interactiveMessage: {
        body: { text: "Today" },
        carouselMessage: {
          cards: [
            {
              header: { title: "Pizza", hasMediaAttachment: true, imageMessage: file },
              body: { text: "With cheese" },
              footer: { text: "R$ 40" },
              nativeFlowMessage: { buttons: [{ name: "quick_reply", buttonParamsJson: "{}" }] },
            },
            { body: { text: "Nothing to choose" } },
          ],
          messageVersion: 1,
        },
      },
    },
    "interactiveMessage",
    {
      interactiveMessage: {
        body: { text: "Today" },
        carouselMessage: {
          cards: [
            {
              header: { title: "Pizza", hasMediaAttachment: true },
              body: { text: "With cheese" },
              footer: { text: "R$ 40" },
              nativeFlowMessage: { buttons: [{ name: "quick_reply", buttonParamsJson: "{}" }] },
            },
            { body: { text: "Nothing to choose" } },
          ],
        },
      },
    },
  ],
  [
    "an image that may be opened once",
    { viewOnceMessageV2: { message: { imageMessage: { ...file, viewOnce: true } } } },
    "imageMessage",
    { imageMessage: { ...readFile, viewOnce: true }, viewOnce: true },
  ],
  [
    "text that vanishes, in two wrappers",
    { ephemeralMessage: { message: { groupMentionedMessage: { message: { conversation: "psst" } } } } },
    "conversation",
    { conversation: "psst" },
  ],
  [
    "a copy from another own device",
    { deviceSentMessage: { destinationJid: PHONE, message: { conversation: "mine" } } },
    "conversation",
    { conversation: "mine" },
  ],
  [
    "what has no field",
    { messageContextInfo: { messageSecret: bytes }, eventMessage: { name: "Party", startTime: 1_700_000_000 } },
    "eventMessage",
    { raw: { eventMessage: { name: "Party", startTime: "1700000000" } } },
  ],
];

describe("the content of a message", () => {
  it.each(examples)("is read: %s", (_, message, messageType, content) => {
    expect(read(message)).toEqual({ messageType, message: content });
    expect(MessageContent.parse(content)).toEqual(content);
  });

  it("is kept raw when it is beyond what the contract promises", () => {
    expect(read({ imageMessage: { width: 4_000_000 } })?.messageType).toBe("imageMessage");
    const invite = { groupInviteMessage: { groupJid: "1@g.us", inviteCode: "c", inviteExpiration: 1 } };
    expect(read(invite)?.message.groupInviteMessage).toBeDefined();
    expect(read({ reactionMessage: { text: "👍" } })).toEqual({
      messageType: "reactionMessage",
      message: { raw: { reactionMessage: { text: "👍" } } },
    });
  });

  it("is missing where there are only keys for the group", () => {
    expect(read({ senderKeyDistributionMessage: { groupId: "1@g.us" }, messageContextInfo: {} })).toBeUndefined();
  });

  it("fits the contract whatever the bytes are", () => {
    const arbitraryBytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(arbitraryBytes, (noise) => {
        let message: proto.IMessage;
        try {
          message = proto.Message.decode(noise);
        } catch {
          return;
        }
        const content = readContent(message, mapping);
        if (content !== undefined) expect(MessageContent.safeParse(content.message).success).toBe(true);
        const context = readContext(message, mapping);
        if (context !== undefined) expect(ContextInfo.safeParse(context).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("fits the contract whatever the fields hold", () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 4_294_967_295, Number.NaN));
    const fields = fc.record({ width: number, seconds: number, caption: fc.string(), fileLength: fc.integer() });
    const text = fc.string({ maxLength: 300 });
    const reaction = fc.record({ key: fc.record({ remoteJid: text, id: text }), text });
    const message = fc.oneof(
      fc.record({ imageMessage: fields }),
      fc.record({ videoMessage: fields }),
      fc.record({ reactionMessage: reaction }),
      fc.record({ locationMessage: fc.record({ degreesLatitude: number, name: text }) }),
      fc.record({ groupInviteMessage: fc.record({ groupJid: text, inviteExpiration: fc.integer() }) }),
      fc.record({ extendedTextMessage: fc.record({ text, backgroundArgb: number, font: number }) }),
    );
    fc.assert(
      fc.property(message, (value) => {
        const content = readContent(value as proto.IMessage, mapping);
        expect(MessageContent.safeParse(content?.message).success).toBe(true);
      }),
    );
  });
});

describe("what a message refers to", () => {
  it("is read with phone JIDs, quotation and mentions", () => {
    const contextInfo = {
      stanzaId: "Q1",
      participant: LID,
      quotedMessage: { extendedTextMessage: { text: "before", contextInfo: { stanzaId: "Q0" } } },
      mentionedJid: [LID],
      isForwarded: true,
      forwardingScore: 2,
      expiration: 86_400,
    };
    const message = decoded({ ephemeralMessage: { message: { extendedTextMessage: { text: "so", contextInfo } } } });
    expect(readContext(message, mapping)).toEqual({
      stanzaId: "Q1",
      participant: PHONE,
      quotedMessage: { conversation: "before" },
      mentionedJid: [PHONE],
      isForwarded: true,
      forwardingScore: 2,
      expiration: 86_400,
    });
  });

  it("is missing when it is nothing", () => {
    expect(readContext(decoded({ conversation: "hello" }), mapping)).toBeUndefined();
    expect(readContext(decoded({ extendedTextMessage: { text: "a", contextInfo: {} } }), mapping)).toBeUndefined();
  });
});
