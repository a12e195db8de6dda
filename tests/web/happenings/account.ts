import { appState } from "@waxwing/sandbox";
import { expect } from "vitest";
import { until } from "../../processes/conditions.ts";
import { type Happening, happening } from "../happening.ts";
import { jpeg } from "../samples.ts";
import type { World } from "../scenario.ts";

/** Somebody new who has written to the instance. */
async function newChat(world: World, marker: string) {
  const person = await world.person();
  const id = await world.heard(person, `Hi ${marker}`);
  return { person, id, jid: `${person.phone}@s.whatsapp.net`, lid: world.sandbox.account(person.phone).lid };
}

/** What the account's owner changes at the phone. */
function atThePhone(
  about: string,
  change: (jid: string) => Parameters<World["phone"]["changeAppState"]>[0],
  fields: Record<string, unknown>,
): Happening {
  return happening({
    about,
    type: "CHATS_UPDATE",
    cause: async (world, marker) => {
      const chat = await newChat(world, marker);
      world.phone.changeAppState(change(chat.jid));
      return chat;
    },
    data: (_world, _marker, { jid }) => ({ remoteJid: jid, ...fields }),
  });
}

const until2033 = 2_000_000_000;

/** Chats, contacts, labels, presence, calls, groups. */
export const accountHappenings: readonly Happening[] = [
  happening({
    about: "a new chat",
    type: "CHATS_UPSERT",
    cause: newChat,
    data: (_world, _marker, { jid, lid }) => ({ remoteJid: jid, lid }),
  }),
  happening({
    about: "a new contact",
    type: "CONTACTS_UPSERT",
    cause: newChat,
    data: (_world, _marker, { jid, lid, person }) => ({ remoteJid: jid, lid, pushName: person.name }),
  }),
  happening({
    about: "a contact with a new picture",
    type: "CONTACTS_UPDATE",
    cause: async (world, marker) => {
      const chat = await newChat(world, marker);
      world.sandbox.account(chat.person.phone).changeProfile({ picture: jpeg });
      return chat;
    },
    data: (_world, _marker, { jid }) => ({ remoteJid: jid, profilePicUrl: expect.stringMatching(/^https:/) }),
  }),
  atThePhone("an archived chat", (jid) => appState.archiveChat(jid, true), { archived: true }),
  atThePhone("a pinned chat", (jid) => appState.pinChat(jid, true), { pinned: true }),
  atThePhone("a muted chat", (jid) => appState.muteChat(jid, until2033 * 1000), { muteEndTime: until2033 }),
  happening({
    about: "a chat that was deleted at the phone",
    type: "CHATS_DELETE",
    cause: async (world, marker) => {
      const chat = await newChat(world, marker);
      world.phone.changeAppState(appState.deleteChat(chat.jid));
      return chat;
    },
    data: (_world, _marker, { jid }) => ({ "": jid }),
  }),
  happening({
    about: "a label that was made",
    type: "LABELS_EDIT",
    cause: ({ phone }, marker) => phone.changeAppState(appState.editLabel(marker, { name: `New ${marker}`, color: 7 })),
    data: ({ shop }, marker) => ({
      id: marker,
      name: `New ${marker}`,
      color: "7",
      deleted: false,
      instance: shop.name,
    }),
  }),
  happening({
    about: "a label that was put on a chat",
    type: "LABELS_ASSOCIATION",
    cause: async (world, marker) => {
      const chat = await newChat(world, marker);
      world.phone.changeAppState(
        appState.editLabel(marker, { name: `On ${marker}`, color: 1 }),
        appState.labelChat(marker, chat.jid, true),
      );
      return chat;
    },
    data: ({ shop }, marker, { jid }) => ({ instance: shop.name, type: "add", chatId: jid, labelId: marker }),
  }),
  ...(["composing", "recording", "paused"] as const).map((kind) =>
    happening({
      about: `somebody is ${kind}`,
      type: "PRESENCE_UPDATE",
      cause: async (world, marker) => {
        const chat = await newChat(world, marker);
        if (kind === "paused") chat.person.web.type("composing", { to: world.shop.phone });
        chat.person.web.type(kind, { to: world.shop.phone });
        return chat;
      },
      // Baileys calls somebody who has stopped `available`.
      data: (_world, _marker, { jid }) => ({
        id: jid,
        presences: { [jid]: { lastKnownPresence: kind === "paused" ? "available" : kind } },
      }),
    }),
  ),
  ...(["offer", "timeout"] as const).map((status) =>
    happening({
      about: `a call: ${status}`,
      type: "CALL",
      cause: async (world, marker) => {
        const chat = await newChat(world, marker);
        const call = await chat.person.call({ to: world.shop.phone, video: true });
        if (status === "timeout") call.terminate();
        return { ...chat, call: call.id };
      },
      data: (_world, _marker, { jid, call }) => ({ id: call, chatId: jid, from: jid, status }),
    }),
  ),
  happening({
    about: "a group that the account was put into",
    type: "GROUPS_UPSERT",
    cause: (world, marker) => world.group(`Joined ${marker}`, world.ana.phone),
    data: ({ ana }, marker, group) => ({
      id: group.jid,
      subject: `Joined ${marker}`,
      owner: `${ana.phone}@s.whatsapp.net`,
    }),
  }),
  happening({
    about: "a group with a new subject",
    type: "GROUP_UPDATE",
    cause: (world, marker) => {
      const group = world.group(`Before ${marker}`, world.ana.phone);
      world.sandbox.world.groups.setSubject(world.ana.web.account, group.jid, `After ${marker}`);
      return group;
    },
    data: (_world, marker, group) => ({ id: group.jid, subject: `After ${marker}` }),
  }),
  happening({
    about: "a group in which only admins may write",
    type: "GROUP_UPDATE",
    cause: (world, marker) => {
      const group = world.group(`Quiet ${marker}`, world.ana.phone);
      world.sandbox.world.groups.change(world.ana.web.account, group.jid, { announcement: true });
      return group;
    },
    data: (_world, _marker, group) => ({ id: group.jid, announce: true }),
  }),
  ...(["add", "remove", "promote", "demote"] as const).map((action) =>
    happening({
      about: `members of a group: ${action}`,
      type: "GROUP_PARTICIPANTS_UPDATE",
      cause: async (world, marker) => {
        const group = world.group(`Members ${marker}`, world.ana.phone);
        const { groups } = world.sandbox.world;
        const by = world.ana.web.account;
        const { account } = action === "add" ? (await world.person()).web : world.bia.web;
        if (action === "demote") groups.promote(by, group.jid, [account]);
        groups[action](by, group.jid, [account]);
        return { group, phone: account.phone };
      },
      data: ({ ana }, _marker, { group, phone }) => ({
        id: group.jid,
        action,
        author: `${ana.phone}@s.whatsapp.net`,
        participants: [`${phone}@s.whatsapp.net`],
        participantsData: [{ jid: `${phone}@s.whatsapp.net`, phoneNumber: `${phone}@s.whatsapp.net` }],
      }),
    }),
  ),
  happening({
    about: "a connection that was lost and came back",
    type: "CONNECTION_UPDATE",
    cause: async (world) => {
      const device = world.phone.devices.find(({ platform }) => !platform.includes("Sandbox"));
      world.phone.drop(device?.id ?? 0);
      await until("the device to be back", () => world.phone.devices.every(({ isConnected }) => isConnected));
    },
    data: ({ shop }) => ({ instance: shop.name, state: "open", wuid: shop.jid }),
  }),
];
