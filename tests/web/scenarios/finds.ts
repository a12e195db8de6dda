import { expect } from "vitest";
import { until } from "../../processes/conditions.ts";
import { jpeg } from "../samples.ts";
import { type Scenario, scenario, type World } from "../scenario.ts";

/** Somebody new who has written to the instance. */
async function writer(world: World, marker: string) {
  const person = await world.person();
  const id = await world.heard(person, `Find me ${marker}`);
  const { jid, lid } = world.sandbox.account(person.phone);
  return { person, id, jid, lid };
}

const rowsOf = (answer: unknown): Record<string, unknown>[] => answer as Record<string, unknown>[];

/** What is found is what the other side did or shows. */
export const findScenarios: readonly Scenario[] = [
  scenario({
    operation: "chat.findMessages",
    given: writer,
    input: (_world, _marker, { jid }) => ({ where: { key: { remoteJid: jid } } }),
    verify: ({ answer, marker, context: { id, jid, lid, person } }) => {
      expect(answer).toMatchObject({
        messages: {
          total: 1,
          records: [
            {
              key: { id, remoteJid: jid, remoteJidAlt: lid, fromMe: false },
              message: { conversation: `Find me ${marker}` },
              messageType: "conversation",
              pushName: person.name,
              messageTimestamp: expect.any(Number),
            },
          ],
        },
      });
    },
  }),
  scenario({
    operation: "chat.findMessages",
    about: "by LID",
    given: writer,
    input: (_world, _marker, { lid }) => ({ where: { key: { remoteJid: lid } } }),
    verify: ({ answer, context: { id } }) => {
      expect(answer).toMatchObject({ messages: { total: 1, records: [{ key: { id } }] } });
    },
  }),
  scenario({
    operation: "chat.findChats",
    given: writer,
    input: (_world, _marker, { jid }) => ({ where: { remoteJid: jid } }),
    verify: ({ answer, context: { id, jid, person } }) => {
      expect(rowsOf(answer)).toMatchObject([
        { remoteJid: jid, pushName: person.name, unreadCount: 1, lastMessage: { key: { id } } },
      ]);
    },
  }),
  scenario({
    operation: "chat.findChannels",
    given: async (world, marker) => {
      const { newsletters } = world.sandbox.world.profiles;
      const person = await world.person();
      const owner = world.sandbox.account(person.phone).record;
      const { jid } = newsletters.create(owner, `News ${marker}`);
      newsletters.follow(world.phone.record, jid);
      const post = newsletters.posts.publish(owner, jid, { conversation: `Find me ${marker}` });
      await world.stored(post.id);
      return { jid, postedAt: post.postedAt };
    },
    input: () => ({ limit: 1000 }),
    verify: ({ answer, context: { jid, postedAt } }) => {
      const { limit, records, total } = answer as { limit: number; records: unknown[]; total: number };
      expect(records).toContainEqual({ remoteJid: jid, lastMessageTimestamp: postedAt });
      expect([limit, total]).toEqual([1000, records.length]);
    },
  }),
  scenario({
    operation: "chat.findContacts",
    given: writer,
    input: (_world, _marker, { lid }) => ({ where: { id: lid } }),
    verify: ({ answer, context: { jid, lid, person } }) => {
      expect(rowsOf(answer)).toMatchObject([{ remoteJid: jid, lid, pushName: person.name }]);
    },
  }),
  scenario({
    operation: "chat.findStatusMessage",
    given: async (world, marker) => {
      const person = await world.person();
      const id = await world.said(person.phone, `Read me ${marker}`, person);
      await person.read(id);
      await until("the status READ", async () => {
        const found = await world.web.call<unknown>("chat.findStatusMessage", {
          instanceName: world.shop.name,
          where: { id, status: "READ" },
        });
        return rowsOf(found).length > 0;
      });
      return { id, person };
    },
    input: (_world, _marker, { id }) => ({ where: { id } }),
    verify: ({ answer, context: { id, person } }) => {
      const statuses = rowsOf(answer).map(({ status }) => status);
      expect(statuses).toContain("READ");
      expect(rowsOf(answer)).toMatchObject(
        statuses.map(() => ({ keyId: id, fromMe: true, remoteJid: `${person.phone}@s.whatsapp.net` })),
      );
    },
  }),
  scenario({
    operation: "chat.findChatByRemoteJid",
    given: writer,
    input: (_world, _marker, { lid }) => ({ remoteJid: lid }),
    verify: ({ answer, context: { jid, lid } }) => {
      expect(answer).toMatchObject({ remoteJid: jid, lid, unreadMessages: 1 });
    },
  }),
  scenario({
    operation: "chat.checkIsWhatsApp",
    given: (world) => world.person(),
    input: (_world, _marker, person) => ({ numbers: [person.phone, "15559999999"] }),
    verify: ({ world, answer, context: person }) => {
      expect(rowsOf(answer)).toMatchObject([
        { exists: true, number: person.phone, jid: `${person.phone}@s.whatsapp.net` },
        { exists: false, number: "15559999999" },
      ]);
      expect(rowsOf(answer)[0]?.["lid"]).toBe(world.sandbox.account(person.phone).lid);
    },
  }),
  scenario({
    operation: "chat.fetchProfilePictureUrl",
    given: async (world) => {
      const person = await world.person();
      world.sandbox.account(person.phone).changeProfile({ picture: jpeg });
      return person;
    },
    input: (_world, _marker, person) => ({ number: person.phone }),
    verify: ({ answer, context: person }) => {
      expect(answer).toMatchObject({
        wuid: `${person.phone}@s.whatsapp.net`,
        profilePictureUrl: expect.stringMatching(/^https:/),
      });
    },
  }),
  scenario({
    operation: "chat.fetchBusinessProfile",
    given: async (world, marker) => {
      const person = await world.person();
      world.sandbox.account(person.phone).changeProfile({
        business: {
          description: `Pizza ${marker}`,
          websites: ["https://example.com"],
          categories: [{ id: "1", name: "Restaurant" }],
        },
      });
      return person;
    },
    input: (_world, _marker, person) => ({ number: person.phone }),
    verify: ({ answer, marker, context: person }) => {
      expect(answer).toMatchObject({
        isBusiness: true,
        description: `Pizza ${marker}`,
        website: ["https://example.com"],
        category: "Restaurant",
        wid: `${person.phone}@s.whatsapp.net`,
      });
    },
  }),
  scenario({
    operation: "chat.fetchBusinessProfile",
    about: "of a private account",
    given: (world) => world.person(),
    input: (_world, _marker, person) => ({ number: person.phone }),
    verify: ({ answer }) => expect(answer).toMatchObject({ isBusiness: false }),
  }),
  scenario({
    operation: "chat.fetchBlocklist",
    given: async (world, marker) => {
      const chat = await writer(world, marker);
      world.phone.block(chat.person.phone);
      return chat;
    },
    input: () => ({}),
    verify: ({ answer, context: { jid } }) => {
      expect((answer as { blocklist: string[] }).blocklist).toContain(jid);
    },
  }),
  scenario({
    operation: "business.getCatalog",
    given: async (world, marker) => {
      const person = await world.person();
      const account = world.sandbox.account(person.phone);
      account.changeProfile({ business: { description: "Pizza", websites: [], categories: [] } });
      world.sandbox.world.profiles.catalog.add(account.record, {
        name: `Pizza ${marker}`,
        price: 42_900,
        currency: "BRL",
      });
      return person;
    },
    input: (_world, _marker, person) => ({ number: person.phone, limit: 5 }),
    verify: ({ answer, marker }) => {
      expect(answer).toMatchObject({ catalogLength: 1, catalog: [{ name: `Pizza ${marker}`, currency: "BRL" }] });
    },
  }),
  scenario({
    operation: "business.getCollections",
    given: async (world, marker) => {
      const person = await world.person();
      const account = world.sandbox.account(person.phone);
      account.changeProfile({ business: { description: "Pizza", websites: [], categories: [] } });
      const { catalog } = world.sandbox.world.profiles;
      const product = catalog.add(account.record, { name: `Suco ${marker}`, price: 9900, currency: "BRL" });
      catalog.addCollection(account.record, `Drinks ${marker}`, [product.id]);
      return person;
    },
    input: (_world, _marker, person) => ({ number: person.phone }),
    verify: ({ answer, marker }) => {
      expect(answer).toMatchObject({
        collectionsLength: 1,
        collections: [{ name: `Drinks ${marker}`, products: [{ name: `Suco ${marker}` }] }],
      });
    },
  }),
  scenario({
    operation: "label.findLabels",
    given: async (world, marker) => {
      const { appState } = await import("@waxwing/sandbox");
      world.phone.changeAppState(appState.editLabel(marker, { name: `Customer ${marker}`, color: 3 }));
      await until("the label", async () =>
        JSON.stringify(await world.web.call("label.findLabels", { instanceName: world.shop.name })).includes(marker),
      );
    },
    input: () => ({}),
    verify: ({ answer, marker }) => {
      expect(rowsOf(answer)).toContainEqual(
        expect.objectContaining({ id: marker, name: `Customer ${marker}`, color: "3" }),
      );
    },
  }),
  scenario({
    operation: "label.handleLabel",
    given: async (world, marker) => {
      const { appState } = await import("@waxwing/sandbox");
      world.phone.changeAppState(appState.editLabel(marker, { name: `Buyer ${marker}`, color: 1 }));
      await until("the label", async () =>
        JSON.stringify(await world.web.call("label.findLabels", { instanceName: world.shop.name })).includes(marker),
      );
      return writer(world, marker);
    },
    input: (_world, marker, { person }) => ({ number: person.phone, labelId: marker, action: "add" }),
    verify: async ({ world, marker, context: { jid } }) => {
      await world.phone.waitForAppState(({ chats }) => chats[jid]?.labels.includes(marker) === true);
      await world.tablet.waitFor("labels.association", ({ association }) => association.labelId === marker);
    },
  }),
];
