import { z } from "zod";
import { field, Json, model } from "../definition/schema.ts";
import {
  Buttons,
  ButtonsResponse,
  GroupInvite,
  Interactive,
  InteractiveResponse,
  List,
  ListResponse,
  PollCreation,
  PollVote,
  TemplateButtonReply,
} from "./interactive-content.ts";
import { Jid } from "./jid.ts";
import { MediaContent } from "./media.ts";
import { MessageKey } from "./message-key.ts";

const conversation = field(z.string(), "Plain text", "Hello").optional();

const ExtendedText = model("ExtendedText", "Text as sent", {
  text: field(z.string(), "The text", "Hello"),
  matchedText: field(z.string(), "The link that the preview shows", "https://example.com").optional(),
  title: field(z.string(), "Title of the preview", "Example").optional(),
  description: field(z.string(), "Text of the preview", "A page for examples").optional(),
  jpegThumbnail: field(z.string(), "Picture of the preview as JPEG, base64", "/9j/4AAQSkZJRg==").optional(),
  backgroundArgb: field(z.int(), "Background of a status post, 0xAARRGGBB", 4278222848).optional(),
  font: field(z.int().min(0).max(100), "Font of a status post", 1).optional(),
});

/** What a message says after an edit: a text, or a medium with another caption. */
export const EditedContent = model(
  "EditedContent",
  "What a message says after an edit",
  {
    conversation,
    extendedTextMessage: ExtendedText.optional(),
    imageMessage: MediaContent.optional(),
    videoMessage: MediaContent.optional(),
    documentMessage: MediaContent.optional(),
  },
  { conversation: "Hello" },
);

/** What happened to another message: it was deleted or edited; or a setting of the chat. */
export const ProtocolContent = model("ProtocolContent", "A change of another message or of the chat", {
  key: MessageKey.optional(),
  type: field(z.string(), "`REVOKE`, `MESSAGE_EDIT`, `EPHEMERAL_SETTING`, …", "REVOKE"),
  editedMessage: EditedContent.optional(),
  timestampMs: field(z.string(), "When, Unix time in milliseconds", "1717689097000").optional(),
  ephemeralExpiration: field(z.int().min(0).max(2_000_000_000), "Seconds until messages vanish", 86400).optional(),
});

const degreesLatitude = field(z.number(), "Latitude in degrees", -23.55);
const degreesLongitude = field(z.number(), "Longitude in degrees", -46.63);
const jpegThumbnail = field(z.string(), "Map as JPEG, base64", "/9j/4AAQSkZJRg==").optional();

const ContactCard = model("ContactContent", "A contact card", {
  displayName: field(z.string(), "Name", "Maria"),
  vcard: field(z.string(), "vCard 3.0", "BEGIN:VCARD\nVERSION:3.0\nFN:Maria\nEND:VCARD"),
});

/** Content of a message: one field per documented content, `raw` for the rest. */
export const MessageContent = model(
  "MessageContent",
  "Content of a message: one of the contents is present; `raw` holds what has no field of its own",
  {
    conversation,
    extendedTextMessage: ExtendedText.optional(),
    imageMessage: MediaContent.optional(),
    videoMessage: MediaContent.optional(),
    ptvMessage: MediaContent.optional(),
    audioMessage: MediaContent.optional(),
    documentMessage: MediaContent.optional(),
    stickerMessage: MediaContent.optional(),
    locationMessage: model("LocationContent", "A place", {
      degreesLatitude,
      degreesLongitude,
      name: field(z.string(), "Name of the place", "Praça da Sé").optional(),
      address: field(z.string(), "Address", "São Paulo").optional(),
      url: field(z.string(), "Page of the place", "https://example.com/place").optional(),
      jpegThumbnail,
    }).optional(),
    liveLocationMessage: model("LiveLocationContent", "A place that moves", {
      degreesLatitude,
      degreesLongitude,
      accuracyInMeters: field(z.number(), "Accuracy in metres", 10).optional(),
      speedInMps: field(z.number(), "Speed in metres a second", 1.5).optional(),
      degreesClockwiseFromMagneticNorth: field(z.number(), "Direction in degrees", 90).optional(),
      caption: field(z.string(), "Text", "On my way").optional(),
      sequenceNumber: field(z.string(), "Position in the series", "1717689097").optional(),
      timeOffset: field(z.int().min(0).max(2_000_000_000), "Seconds since the first position", 0).optional(),
      jpegThumbnail,
    }).optional(),
    contactMessage: ContactCard.optional(),
    contactsArrayMessage: model("ContactsContent", "Several contact cards", {
      displayName: field(z.string(), "Text above the cards", "2 contacts").optional(),
      contacts: z.array(ContactCard).meta({ description: "The cards" }),
    }).optional(),
    reactionMessage: model("ReactionContent", "A reaction to a message", {
      key: MessageKey,
      text: field(z.string(), "One emoji; empty when removed", "👍"),
    }).optional(),
    pollCreationMessage: PollCreation.optional(),
    pollCreationMessageV3: PollCreation.optional(),
    pollUpdateMessage: PollVote.optional(),
    listMessage: List.optional(),
    listResponseMessage: ListResponse.optional(),
    buttonsMessage: Buttons.optional(),
    buttonsResponseMessage: ButtonsResponse.optional(),
    templateButtonReplyMessage: TemplateButtonReply.optional(),
    interactiveMessage: Interactive.optional(),
    interactiveResponseMessage: InteractiveResponse.optional(),
    groupInviteMessage: GroupInvite.optional(),
    protocolMessage: ProtocolContent.optional(),
    editedMessage: EditedContent.optional(),
    viewOnce: field(z.boolean(), "Whether the message may be opened once only", true).optional(),
    mediaUrl: field(z.string(), "Where the server stores the medium", "https://example.com/media/1.pdf").optional(),
    base64: field(
      z.string(),
      "The medium, base64: in MESSAGES_UPSERT and SEND_MESSAGE for webhooks with `webhookBase64` alone, where it can be had",
      "aGVsbG8=",
    ).optional(),
    raw: field(Json, "Content without a documented field, as WhatsApp gave it", { type: "order" }).optional(),
  },
  { conversation: "Hello" },
);
export type MessageContent = z.infer<typeof MessageContent>;

export const ContextInfo = model("ContextInfo", "What a message refers to", {
  stanzaId: field(z.string(), "Id of the quoted message", "wamid.HBgNNTUxMTk5OTk5OTk5ORUCABEYEjdC").optional(),
  participant: field(Jid, "Writer of the quoted message", "5511999999999@s.whatsapp.net").optional(),
  remoteJid: field(Jid, "Chat of the quoted message, when it is another", "status@broadcast").optional(),
  quotedMessage: MessageContent.optional(),
  mentionedJid: z
    .array(Jid)
    .optional()
    .meta({ description: "Mentioned accounts", examples: [["5511999999999@s.whatsapp.net"]] }),
  isForwarded: field(z.boolean(), "Whether it was forwarded", true).optional(),
  forwardingScore: field(z.int().min(0).max(2_000_000_000), "How often it was forwarded", 1).optional(),
  expiration: field(z.int().min(0).max(2_000_000_000), "Seconds until it vanishes", 86400).optional(),
  externalAdReply: field(Json, "The advertisement or preview it came from, as WhatsApp gave it", {
    title: "Summer sale",
    sourceUrl: "https://example.com",
  }).optional(),
});
