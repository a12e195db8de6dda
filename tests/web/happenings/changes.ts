import { expect } from "vitest";
import { type Happening, happening } from "../happening.ts";
import { mp3 } from "../samples.ts";
import type { World } from "../scenario.ts";
import { keyOf } from "./messages.ts";

/** A message of Ana's that is there, as the server has it. */
async function written(world: World, marker: string): Promise<string> {
  return world.heard(world.ana, `First ${marker}`);
}

/** What becomes of messages: edits, deletions, receipts, votes; and what is sent through the API. */
export const changeHappenings: readonly Happening[] = [
  happening({
    about: "an edit",
    type: "MESSAGES_EDITED",
    cause: async (world, marker) => {
      const id = await written(world, marker);
      world.ana.web.edit(id, `Edited ${marker}`);
      return { id };
    },
    data: (world, marker, { id }) => ({
      key: { id, fromMe: false, remoteJid: keyOf(world, id).remoteJid },
      type: "MESSAGE_EDIT",
      editedMessage: { conversation: `Edited ${marker}` },
    }),
  }),
  happening({
    about: "a deletion",
    type: "MESSAGES_DELETE",
    cause: async (world, marker) => {
      const id = await written(world, marker);
      world.ana.web.delete(id);
      return { id };
    },
    data: (world, _marker, { id }) => ({ id, fromMe: false, remoteJid: keyOf(world, id).remoteJid }),
  }),
  ...(["DELIVERY_ACK", "READ"] as const).map((status) =>
    happening({
      about: `the receipt ${status}`,
      type: "MESSAGES_UPDATE",
      cause: async (world, marker) => {
        const id = await world.said(world.ana.phone, `Receipt ${marker}`, world.ana);
        if (status === "READ") await world.ana.read(id);
        return { id };
      },
      data: (world, _marker, { id }) => ({
        keyId: id,
        fromMe: true,
        remoteJid: `${world.ana.phone}@s.whatsapp.net`,
        status,
      }),
    }),
  ),
  happening({
    about: "the receipt of a voice note that was played",
    type: "MESSAGES_UPDATE",
    cause: async (world) => {
      const sent = await world.web.call<{ key: { id: string } }>("message.sendWhatsAppAudio", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        audio: mp3.toString("base64"),
      });
      await world.ana.received(({ id }) => id === sent.key.id);
      await world.ana.played(sent.key.id);
      return { id: sent.key.id };
    },
    data: (_world, _marker, { id }) => ({ keyId: id, fromMe: true, status: "PLAYED" }),
  }),
  happening({
    about: "a vote, with totals",
    type: "MESSAGES_UPDATE",
    cause: async (world, marker) => {
      const sent = await world.web.call<{ key: { id: string } }>("message.sendPoll", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        name: `Vote ${marker}`,
        values: ["Pizza", "Soup"],
      });
      await world.ana.received(({ id }) => id === sent.key.id);
      world.ana.web.vote(sent.key.id, "Soup");
      return { id: sent.key.id };
    },
    data: ({ ana }, _marker, { id }) => ({
      keyId: id,
      pollUpdates: [
        { name: "Pizza", voters: [] },
        { name: "Soup", voters: [`${ana.phone}@s.whatsapp.net`] },
      ],
    }),
  }),
  happening({
    about: "a message sent through the API",
    type: "SEND_MESSAGE",
    cause: async (world, marker) => ({ id: await world.said(world.ana.phone, `Sent ${marker}`, world.ana) }),
    data: ({ ana, sandbox }, marker, { id }) => ({
      key: {
        id,
        fromMe: true,
        remoteJid: `${ana.phone}@s.whatsapp.net`,
        remoteJidAlt: sandbox.account(ana.phone).lid,
      },
      message: { conversation: `Sent ${marker}` },
      messageTimestamp: expect.any(Number),
    }),
  }),
  happening({
    about: "an edit through the API",
    type: "SEND_MESSAGE_UPDATE",
    cause: async (world, marker) => {
      const id = await world.said(world.ana.phone, `Helo ${marker}`, world.ana);
      await world.web.call("chat.updateMessage", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        text: `Hello ${marker}`,
        key: { id },
      });
      return { id };
    },
    data: (_world, marker, { id }) => ({
      key: { id, fromMe: true },
      editedMessage: { conversation: `Hello ${marker}` },
    }),
  }),
];
