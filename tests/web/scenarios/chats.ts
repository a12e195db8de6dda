import { expect } from "vitest";
import { until } from "../../processes/conditions.ts";
import { idOf, type Scenario, scenario, type World } from "../scenario.ts";

/** Somebody new who has written to the instance, so that there is a chat of one's own. */
async function newChat(world: World, marker: string) {
  const person = await world.person();
  const id = await world.heard(person, `Hi ${marker}`);
  return { person, id, jid: `${person.phone}@s.whatsapp.net` };
}

/** The chat in the app state of the account, once it is as expected: what the phone shows. */
async function onThePhone({ phone }: World, jid: string, expected: Record<string, unknown>) {
  const isSo = (chat: unknown): boolean =>
    Object.entries(expected).every(([name, value]) => {
      return (chat as Record<string, unknown> | undefined)?.[name] === value;
    });
  await phone.waitForAppState(({ chats }) => isSo(chats[jid]), { what: `${jid}: ${JSON.stringify(expected)}` });
}

const changedOnTheTablet = ({ tablet }: World, jid: string, field: string) =>
  tablet.waitFor("chats.update", (all) => all.some((chat) => chat.id === jid && field in chat));

/** Operations on chats: the phone and another device of the account show them. */
export const chatScenarios: readonly Scenario[] = [
  scenario({
    operation: "chat.archiveChat",
    given: newChat,
    input: (_world, _marker, { jid }) => ({ chat: jid, archive: true }),
    verify: async ({ world, context: { jid }, answer }) => {
      expect(answer).toMatchObject({ chatId: jid, archived: true });
      await onThePhone(world, jid, { isArchived: true });
      await changedOnTheTablet(world, jid, "archived");
    },
  }),
  scenario({
    operation: "chat.archiveChat",
    about: "named by its last message, taken back",
    given: async (world, marker) => {
      const chat = await newChat(world, marker);
      await world.web.call("chat.archiveChat", { instanceName: world.shop.name, chat: chat.jid, archive: true });
      await onThePhone(world, chat.jid, { isArchived: true });
      return chat;
    },
    input: (_world, _marker, { jid, id }) => ({
      lastMessage: { key: { remoteJid: jid, fromMe: false, id } },
      archive: false,
    }),
    verify: ({ world, context: { jid } }) => onThePhone(world, jid, { isArchived: false }),
  }),
  scenario({
    operation: "chat.markChatUnread",
    given: newChat,
    input: (_world, _marker, { jid }) => ({ chat: jid }),
    verify: ({ world, context: { jid } }) => onThePhone(world, jid, { isMarkedUnread: true }),
  }),
  scenario({
    operation: "chat.muteChat",
    given: newChat,
    input: (_world, _marker, { jid }) => ({ chat: jid, muteUntil: 1_999_999_999 }),
    verify: async ({ world, context: { jid }, answer }) => {
      expect(answer).toMatchObject({ muteEndTime: 1_999_999_999 });
      await onThePhone(world, jid, { mutedUntil: 1_999_999_999_000 });
      await changedOnTheTablet(world, jid, "muteEndTime");
    },
  }),
  scenario({
    operation: "chat.pinChat",
    given: newChat,
    input: (_world, _marker, { jid }) => ({ chat: jid, pin: true }),
    verify: async ({ world, context: { jid } }) => {
      await world.phone.waitForAppState(({ chats }) => typeof chats[jid]?.pinnedAt === "number");
      await changedOnTheTablet(world, jid, "pinned");
    },
  }),
  scenario({
    operation: "chat.sendPresence",
    given: newChat,
    input: (_world, _marker, { person }) => ({ number: person.phone, presence: "recording" }),
    verify: async ({ world, context: { person } }) => {
      const view = world.sandbox.world.presence.seenBy(world.sandbox.account(person.phone).record);
      await view.waitFor(({ of, state }) => of.phone === world.shop.phone && state === "recording");
    },
  }),
  scenario({
    operation: "chat.sendPresence",
    about: "with a delay: typing, then no more",
    given: newChat,
    input: (_world, _marker, { person }) => ({ number: person.phone, presence: "composing", delay: 100 }),
    verify: async ({ world, context: { person } }) => {
      const view = world.sandbox.world.presence.seenBy(world.sandbox.account(person.phone).record);
      await view.waitFor(({ state }) => state === "paused");
      const states = view.entries.filter(({ of }) => of.phone === world.shop.phone).map(({ state }) => state);
      expect(states.filter((state) => state === "composing" || state === "paused")).toEqual(["composing", "paused"]);
    },
  }),
  scenario({
    operation: "chat.markMessageAsRead",
    given: (world, marker) => world.heard(world.ana, `Read me ${marker}`),
    input: ({ ana }, _marker, id) => ({ readMessages: [{ remoteJid: `${ana.phone}@s.whatsapp.net`, id }] }),
    verify: async ({ world, context }) => {
      expect(await world.ana.web.waitForReceipt(context, "read")).toMatchObject({ from: world.shop.phone });
    },
  }),
  scenario({
    operation: "chat.markMessageAsRead",
    about: "by LID, in a group",
    given: async (world, marker) => {
      const group = world.group(`Read ${marker}`);
      return { group, id: await world.heard(world.ana, `Read me here ${marker}`, group.jid) };
    },
    input: ({ ana, sandbox }, _marker, { group, id }) => ({
      readMessages: [{ remoteJid: group.jid, id, fromMe: false, participant: sandbox.account(ana.phone).lid }],
    }),
    verify: async ({ world, context }) => {
      expect(await world.ana.web.waitForReceipt(context.id, "read")).toMatchObject({ from: world.shop.phone });
    },
  }),
  scenario({
    operation: "chat.markMessageAsPlayed",
    given: async (world) => {
      const { mp3 } = await import("../samples.ts");
      const sent = world.ana.web.sendMedia(
        { type: "audio", bytes: mp3, voice: true, seconds: 1 },
        { to: world.shop.phone },
      );
      await world.stored(sent.id);
      return sent.id;
    },
    input: ({ ana }, _marker, id) => ({ playedMessages: [{ remoteJid: `${ana.phone}@s.whatsapp.net`, id }] }),
    verify: async ({ world, context }) => {
      expect(await world.ana.web.waitForReceipt(context, "played")).toMatchObject({ from: world.shop.phone });
    },
  }),
  scenario({
    operation: "chat.deleteMessageForEveryone",
    given: (world, marker) => world.said(world.ana.phone, `Regret ${marker}`, world.ana),
    input: ({ ana }, _marker, id) => ({ key: { remoteJid: `${ana.phone}@s.whatsapp.net`, fromMe: true, id } }),
    verify: async ({ world, context }) => {
      await world.ana.received(({ type, quotedId }) => type === "delete" && quotedId === context);
    },
  }),
  scenario({
    operation: "chat.deleteMessageForEveryone",
    about: "somebody else's, as an admin of the group",
    given: async (world, marker) => {
      const group = world.group(`Moderated ${marker}`);
      return { group, id: await world.heard(world.ana, `Spam ${marker}`, group.jid) };
    },
    input: ({ ana }, _marker, { group, id }) => ({
      key: { remoteJid: group.jid, fromMe: false, id, participant: `${ana.phone}@s.whatsapp.net` },
    }),
    verify: async ({ world, context }) => {
      await world.bia.received(({ type, quotedId }) => type === "delete" && quotedId === context.id);
    },
  }),
  scenario({
    operation: "chat.updateMessage",
    given: (world, marker) => world.said(world.ana.phone, `Helo ${marker}`, world.ana),
    input: ({ ana }, marker, id) => ({ number: ana.phone, text: `Hello ${marker}`, key: { id } }),
    verify: async ({ world, marker, context }) => {
      const seen = await world.ana.received(({ type, quotedId }) => type === "edit" && quotedId === context);
      expect(seen.text).toBe(`Hello ${marker}`);
    },
  }),
  scenario({
    operation: "chat.updateBlockStatus",
    given: newChat,
    input: (_world, _marker, { person }) => ({ number: person.phone, status: "block" }),
    verify: ({ world, context: { person } }) => {
      expect(world.phone.record.blocked).toContain(world.sandbox.account(person.phone).record.lid);
      // Whoever is blocked cannot write any more.
      const { id } = person.web.say("let me in", { to: world.shop.phone });
      return until("the block to end", async () => {
        const where = { key: { id } };
        const { messages } = await world.web.call<{ messages: { total: number } }>("chat.findMessages", {
          instanceName: world.shop.name,
          where,
        });
        expect(messages.total).toBe(0);
        return true;
      }).then(() => undefined);
    },
  }),
  scenario({
    operation: "chat.updateBlockStatus",
    about: "and end it",
    given: async (world, marker) => {
      const chat = await newChat(world, marker);
      world.phone.block(chat.person.phone);
      return chat;
    },
    input: (_world, _marker, { person }) => ({ number: person.phone, status: "unblock" }),
    verify: ({ world, context: { person } }) => {
      expect(world.phone.record.blocked).not.toContain(world.sandbox.account(person.phone).record.lid);
    },
  }),
  scenario({
    operation: "chat.getBase64",
    given: async (world, marker) => {
      const { png } = await import("../samples.ts");
      const sent = world.ana.web.sendMedia(
        { type: "image", bytes: png, mimeType: "image/png", caption: `Photo ${marker}` },
        { to: world.shop.phone },
      );
      await world.stored(sent.id);
      return { id: sent.id, file: png };
    },
    input: (_world, _marker, { id }) => ({ message: { key: { id } } }),
    verify: ({ answer, marker, context: { file } }) => {
      expect(answer).toMatchObject({
        mediaType: "imageMessage",
        caption: `Photo ${marker}`,
        mimetype: "image/png",
        base64: file.toString("base64"),
        size: { fileLength: String(file.length) },
      });
    },
  }),
  scenario({
    operation: "chat.getBase64",
    about: "of a file whose address has expired",
    given: async (world) => {
      const { png } = await import("../samples.ts");
      const sent = world.ana.web.sendMedia(
        { type: "image", bytes: png, mimeType: "image/png" },
        { to: world.shop.phone },
      );
      await world.stored(sent.id);
      const { message } = await world.tablet.message(({ key }) => key.id === sent.id);
      // The phone has the file still, and uploads it again when it is asked to.
      expect(world.sandbox.world.media.expire(message?.imageMessage?.directPath ?? "")).toBe(true);
      return { id: sent.id, file: png };
    },
    input: (_world, _marker, { id }) => ({ message: { key: { id } } }),
    verify: ({ answer, context: { file } }) => expect(answer["base64"]).toBe(file.toString("base64")),
  }),
  scenario({
    operation: "chat.getBase64",
    about: "of what this account sent",
    given: async (world, marker) => {
      const { pdf } = await import("../samples.ts");
      const sent = await world.web.call("message.sendMedia", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        mediatype: "document",
        media: pdf.toString("base64"),
        fileName: `${marker}.pdf`,
      });
      return { id: idOf(sent), file: pdf };
    },
    input: (_world, _marker, { id }) => ({ message: { key: { id } } }),
    verify: ({ answer, marker, context: { file } }) => {
      expect(answer).toMatchObject({ fileName: `${marker}.pdf`, base64: file.toString("base64") });
    },
  }),
  scenario({
    operation: "chat.getPollVote",
    given: async (world, marker) => {
      const sent = await world.web.call("message.sendPoll", {
        instanceName: world.shop.name,
        number: world.ana.phone,
        name: `Votes ${marker}`,
        values: ["Pizza", "Pasta"],
      });
      const id = idOf(sent);
      await world.ana.received((message) => message.id === id);
      world.ana.web.vote(id, "Pasta");
      await until("the vote", async () => {
        const { poll } = await world.web.call<{ poll: { totalVotes: number } }>("chat.getPollVote", {
          instanceName: world.shop.name,
          message: { key: { id } },
        });
        return poll.totalVotes === 1;
      });
      return id;
    },
    input: (_world, _marker, id) => ({ message: { key: { id } } }),
    verify: ({ world, answer, marker }) => {
      expect(answer).toEqual({
        poll: {
          name: `Votes ${marker}`,
          totalVotes: 1,
          results: {
            Pizza: { votes: 0, voters: [] },
            Pasta: { votes: 1, voters: [`${world.ana.phone}@s.whatsapp.net`] },
          },
        },
      });
    },
  }),
];
