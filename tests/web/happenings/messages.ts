import { expect } from "vitest";
import { type Happening, happening } from "../happening.ts";
import { jpeg, mp3, mp4, pdf, png } from "../samples.ts";
import type { World } from "../scenario.ts";

/** The key of a message that Ana wrote in the chat of the two: the phone JID, and the LID beside it. */
export const keyOf = ({ sandbox, ana }: World, id: string) => ({
  id,
  fromMe: false,
  remoteJid: `${ana.phone}@s.whatsapp.net`,
  remoteJidAlt: sandbox.account(ana.phone).lid,
});

interface Sent {
  readonly id: string;
}

/** A message of Ana's with a content of its own field. */
function content(
  about: string,
  messageType: string,
  send: (world: World, marker: string, options: { to: string }) => Sent,
  fields: (marker: string) => Record<string, unknown>,
): Happening {
  return happening({
    about,
    type: "MESSAGES_UPSERT",
    cause: (world, marker) => send(world, marker, { to: world.shop.phone }),
    data: (world, marker, { id }) => ({
      key: keyOf(world, id),
      pushName: world.ana.name,
      messageType,
      messageTimestamp: expect.any(Number),
      message: { [messageType]: messageType === "conversation" ? fields(marker)["text"] : fields(marker) },
    }),
  });
}

/** What tells of a choice with this id. */
const tapped = (id: string) => ({ nativeFlowResponseMessage: { paramsJson: expect.stringContaining(`"${id}"`) } });

/** Every kind of content. */
export const messageHappenings: readonly Happening[] = [
  content(
    "a text",
    "conversation",
    ({ ana }, marker, options) => ana.web.say(`Hello ${marker}`, options),
    (marker) => ({ text: `Hello ${marker}` }),
  ),
  content(
    "an image",
    "imageMessage",
    ({ ana }, marker, options) =>
      ana.web.sendMedia({ type: "image", bytes: png, mimeType: "image/png", caption: `Look ${marker}` }, options),
    (marker) => ({ caption: `Look ${marker}`, mimetype: "image/png", fileLength: String(png.length) }),
  ),
  content(
    "a video",
    "videoMessage",
    ({ ana }, marker, options) => ana.web.sendMedia({ type: "video", bytes: mp4, caption: `Film ${marker}` }, options),
    (marker) => ({ caption: `Film ${marker}`, mimetype: "video/mp4" }),
  ),
  content(
    "a video note",
    "ptvMessage",
    ({ ana }, _marker, options) => ana.web.sendMedia({ type: "ptv", bytes: mp4, seconds: 2 }, options),
    () => ({ mimetype: "video/mp4", seconds: 2 }),
  ),
  content(
    "a voice note",
    "audioMessage",
    ({ ana }, _marker, options) => ana.web.sendMedia({ type: "audio", bytes: mp3, voice: true, seconds: 3 }, options),
    () => ({ ptt: true, seconds: 3 }),
  ),
  content(
    "a document",
    "documentMessage",
    ({ ana }, marker, options) =>
      ana.web.sendMedia(
        { type: "document", bytes: pdf, mimeType: "application/pdf", filename: `${marker}.pdf` },
        options,
      ),
    (marker) => ({ fileName: `${marker}.pdf`, mimetype: "application/pdf" }),
  ),
  content(
    "a sticker",
    "stickerMessage",
    ({ ana }, _marker, options) => ana.web.sendMedia({ type: "sticker", bytes: jpeg }, options),
    () => ({ mimetype: "image/webp" }),
  ),
  content(
    "a place",
    "locationMessage",
    ({ ana }, marker, options) =>
      ana.web.sendLocation({ latitude: -23.5, longitude: -46.6, name: `Sé ${marker}`, address: "São Paulo" }, options),
    (marker) => ({ degreesLatitude: -23.5, degreesLongitude: -46.6, name: `Sé ${marker}`, address: "São Paulo" }),
  ),
  content(
    "a live place",
    "liveLocationMessage",
    ({ ana }, marker, options) =>
      ana.web.sendLiveLocation({ latitude: -23.5, longitude: -46.6, caption: `Here ${marker}` }, options),
    (marker) => ({ degreesLatitude: -23.5, degreesLongitude: -46.6, caption: `Here ${marker}` }),
  ),
  content(
    "a contact card",
    "contactMessage",
    ({ ana }, marker, options) => ana.web.sendContacts([{ name: `Maria ${marker}`, phone: "15557654321" }], options),
    (marker) => ({ displayName: `Maria ${marker}`, vcard: expect.stringContaining("15557654321") }),
  ),
  happening({
    about: "a poll",
    type: "MESSAGES_UPSERT",
    cause: ({ ana, shop }, marker) =>
      ana.web.sendPoll({ question: `Lunch ${marker}?`, options: ["Pizza", "Soup"], selectable: 1 }, { to: shop.phone }),
    data: (world, marker, { id }) => ({
      key: keyOf(world, id),
      messageType: "pollCreationMessageV3",
      message: {
        pollCreationMessageV3: {
          name: `Lunch ${marker}?`,
          options: [{ optionName: "Pizza" }, { optionName: "Soup" }],
          selectableOptionsCount: 1,
        },
      },
    }),
  }),
  happening({
    about: "a reply",
    type: "MESSAGES_UPSERT",
    cause: async (world, marker) => {
      const quoted = await world.said(world.ana.phone, `Question ${marker}`, world.ana);
      return { quoted, id: world.ana.web.say(`Answer ${marker}`, { to: world.shop.phone, quoted }).id };
    },
    data: (world, _marker, { id, quoted }) => ({
      key: keyOf(world, id),
      contextInfo: { stanzaId: quoted, participant: world.shop.jid, quotedMessage: expect.anything() },
      pushName: world.ana.name,
    }),
  }),
  happening({
    about: "a reaction",
    type: "MESSAGES_UPSERT",
    cause: async (world, marker) => {
      const about = await world.said(world.ana.phone, `React ${marker}`, world.ana);
      return { about, id: world.ana.web.react(about, "❤️").id };
    },
    data: (world, _marker, { id, about }) => ({
      key: keyOf(world, id),
      messageType: "reactionMessage",
      message: { reactionMessage: { text: "❤️", key: { id: about, fromMe: true } } },
    }),
  }),
  happening({
    about: "a row of a list that was tapped",
    type: "MESSAGES_UPSERT",
    cause: async (world, marker) => {
      const sent = await world.web.call<{ key: { id: string } }>("message.sendList", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        title: "Menu",
        description: "What?",
        buttonText: "Open",
        sections: [{ title: "Food", rows: [{ title: "Pizza", rowId: `pizza-${marker}` }] }],
      });
      await world.ana.received(({ id }) => id === sent.key.id);
      return world.ana.web.tap(sent.key.id, `pizza-${marker}`);
    },
    data: (world, marker, { id }) => ({
      key: keyOf(world, id),
      message: { interactiveResponseMessage: tapped(`pizza-${marker}`) },
    }),
  }),
  happening({
    about: "a button that was tapped",
    type: "MESSAGES_UPSERT",
    cause: async (world, marker) => {
      const sent = await world.web.call<{ key: { id: string } }>("message.sendButtons", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        title: "Order",
        buttons: [{ type: "reply", displayText: "Yes", id: `yes-${marker}` }],
      });
      await world.ana.received(({ id }) => id === sent.key.id);
      return world.ana.web.tap(sent.key.id, `yes-${marker}`);
    },
    data: (world, marker, { id }) => ({
      key: keyOf(world, id),
      message: { interactiveResponseMessage: tapped(`yes-${marker}`) },
    }),
  }),
  happening({
    about: "a message in a group",
    type: "MESSAGES_UPSERT",
    cause: (world, marker) => {
      const group = world.group(`Group ${marker}`, world.ana.phone);
      return { group, id: world.ana.web.say(`In the group ${marker}`, { to: group.jid }).id };
    },
    data: ({ sandbox, ana }, marker, { group, id }) => ({
      key: {
        id,
        fromMe: false,
        remoteJid: group.jid,
        participant: `${ana.phone}@s.whatsapp.net`,
        participantAlt: sandbox.account(ana.phone).lid,
      },
      message: { conversation: `In the group ${marker}` },
    }),
  }),
  happening({
    about: "a message of somebody who writes to the LID",
    type: "MESSAGES_UPSERT",
    cause: async (world, marker) => {
      const person = await world.person();
      const { id } = person.web.say(`To the LID ${marker}`, { to: world.shop.lid });
      return { id, account: world.sandbox.account(person.phone) };
    },
    data: (_world, marker, { id, account }) => ({
      key: { id, fromMe: false, remoteJid: account.jid, remoteJidAlt: account.lid, addressingMode: "lid" },
      message: { conversation: `To the LID ${marker}` },
    }),
  }),
  ...(["pn", "lid"] as const).map((addressingMode) =>
    happening({
      about: `a message in a group that names its members by ${addressingMode}`,
      type: "MESSAGES_UPSERT",
      cause: ({ sandbox, ana, shop }, marker) => {
        const { jid } = sandbox.createGroup(`By ${addressingMode} ${marker}`, {
          by: ana.phone,
          members: [shop.phone],
          addressingMode,
        });
        return { jid, id: ana.web.say(`Among us ${marker}`, { to: jid }).id };
      },
      data: ({ sandbox, ana }, _marker, { jid, id }) => ({
        key: {
          id,
          remoteJid: jid,
          participant: sandbox.account(ana.phone).jid,
          participantAlt: sandbox.account(ana.phone).lid,
          addressingMode,
        },
      }),
    }),
  ),
  happening({
    about: "a status",
    type: "MESSAGES_UPSERT",
    cause: ({ ana, shop }, marker) => ana.web.postStatus(`Status ${marker}`, { audience: [shop.phone] }),
    data: ({ ana }, _marker, { id }) => ({
      key: { id, remoteJid: "status@broadcast", participant: `${ana.phone}@s.whatsapp.net` },
    }),
  }),
  happening({
    about: "a post of a channel",
    type: "MESSAGES_UPSERT",
    cause: ({ sandbox, ana, phone }, marker) => {
      const { newsletters } = sandbox.world.profiles;
      const owner = sandbox.account(ana.phone).record;
      const { jid } = newsletters.create(owner, `News ${marker}`);
      newsletters.follow(phone.record, jid);
      return newsletters.posts.publish(owner, jid, { conversation: `Extra ${marker}` });
    },
    data: (_world, marker, { id, newsletter }) => ({
      key: { id, fromMe: false, remoteJid: newsletter },
      message: { conversation: `Extra ${marker}` },
    }),
  }),
  happening({
    about: "a message that another device of the account sent",
    type: "MESSAGES_UPSERT",
    cause: async ({ tablet, ana }, marker) => {
      const sent = await tablet.send(`${ana.phone}@s.whatsapp.net`, { text: `From the tablet ${marker}` });
      return { id: sent.key.id };
    },
    data: ({ ana }, marker, { id }) => ({
      key: { id, fromMe: true, remoteJid: `${ana.phone}@s.whatsapp.net` },
      message: { conversation: `From the tablet ${marker}` },
    }),
  }),
];
