import { expect } from "vitest";
import { idOf, type Made, type Scenario, scenario } from "../scenario.ts";

/** Contents without a file. */
export const messageScenarios: readonly Scenario[] = [
  scenario({
    operation: "message.sendText",
    input: ({ ana }, marker) => ({ number: ana.phone, text: `Hello ${marker}` }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "text", text: `Hello ${call.marker}`, from: call.world.shop.phone });
      expect(call.answer).toMatchObject({
        key: { remoteJid: `${call.world.ana.phone}@s.whatsapp.net`, fromMe: true },
        message: { extendedTextMessage: { text: `Hello ${call.marker}` } },
        messageTimestamp: expect.stringMatching(/^\d{10}$/),
      });
    },
  }),
  scenario({
    operation: "message.sendText",
    about: "to a LID, under an id of the caller",
    // Whose LID it is, WhatsApp tells with the messages of its owner alone.
    given: (world, marker) => world.heard(world.ana, `Whose LID ${marker}`),
    input: ({ sandbox, ana }, marker) => ({
      number: sandbox.account(ana.phone).lid,
      text: `By LID ${marker}`,
      messageId: `WEBTEST${marker.toUpperCase()}`,
    }),
    verify: async (call) => {
      expect(idOf(call.answer)).toBe(`WEBTEST${call.marker.toUpperCase()}`);
      expect(await seenByAna(call)).toMatchObject({ text: `By LID ${call.marker}` });
      expect(call.answer).toMatchObject({ key: { remoteJid: `${call.world.ana.phone}@s.whatsapp.net` } });
    },
  }),
  scenario({
    operation: "message.sendText",
    about: "as a reply, with a delay that shows as typing",
    given: (world, marker) => world.heard(world.ana, `How much? ${marker}`),
    input: ({ ana }, marker, id) => ({
      number: ana.phone,
      text: `R$ 10 ${marker}`,
      delay: 50,
      quoted: { key: { id } },
    }),
    verify: async (call) => {
      const { world, marker, context } = call;
      expect(await seenByAna(call)).toMatchObject({
        quotedId: context,
        text: `R$ 10 ${marker}`,
        message: { extendedTextMessage: { contextInfo: { quotedMessage: { conversation: `How much? ${marker}` } } } },
      });
      await world.sandbox.world.presence
        .seenBy(world.sandbox.account(world.ana.phone).record)
        .waitFor(({ of, state }) => of.phone === world.shop.phone && state === "composing");
    },
  }),
  scenario({
    operation: "message.sendText",
    about: "to a group, with everybody mentioned",
    given: (world, marker) => world.group(`Mentioned ${marker}`),
    input: (_world, marker, group) => ({ number: group.jid, text: `All ${marker}`, mentionsEveryOne: true }),
    verify: async (call) => {
      const { ana, bia, shop } = call.world;
      for (const member of [ana, bia]) {
        const seen = await member.received(({ id }) => id === idOf(call.answer));
        expect(seen).toMatchObject({ text: `All ${call.marker}`, chat: call.context.jid, from: shop.phone });
        const { contextInfo } = (seen.message as { extendedTextMessage: { contextInfo: { mentionedJid: string[] } } })
          .extendedTextMessage;
        const mentioned = [ana, bia].map(({ phone }) => call.world.sandbox.account(phone).lid);
        expect(contextInfo.mentionedJid).toEqual(expect.arrayContaining(mentioned));
      }
    },
  }),
  scenario({
    operation: "message.sendLocation",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      latitude: -23.5505,
      longitude: -46.6333,
      name: `Praça ${marker}`,
      address: "São Paulo",
    }),
    verify: async (call) => {
      expect((await seenByAna(call)).message).toMatchObject({
        locationMessage: {
          degreesLatitude: -23.5505,
          degreesLongitude: -46.6333,
          name: `Praça ${call.marker}`,
          address: "São Paulo",
        },
      });
    },
  }),
  scenario({
    operation: "message.sendContact",
    input: ({ ana, bia }, marker) => ({
      number: ana.phone,
      contact: [
        { fullName: `Bia ${marker}`, wuid: bia.phone, phoneNumber: `+${bia.phone}`, organization: "Padaria" },
        { fullName: `Other ${marker}`, phoneNumber: "+55 11 98888-0000" },
      ],
    }),
    verify: async (call) => {
      const { message } = await seenByAna(call);
      expect(message).toMatchObject({
        contactsArrayMessage: {
          contacts: [{ displayName: `Bia ${call.marker}` }, { displayName: `Other ${call.marker}` }],
        },
      });
      expect(JSON.stringify(message)).toContain(`waid=${call.world.bia.phone}`);
    },
  }),
  scenario({
    operation: "message.sendReaction",
    given: (world, marker) => world.heard(world.ana, `Like this? ${marker}`),
    input: ({ ana }, _marker, id) => ({
      key: { remoteJid: `${ana.phone}@s.whatsapp.net`, fromMe: false, id },
      reaction: "👍",
    }),
    verify: async (call) => {
      expect(await seenByAna(call)).toMatchObject({ type: "reaction", text: "👍", quotedId: call.context });
    },
  }),
  scenario({
    operation: "message.sendReaction",
    about: "taken back, in a group",
    given: async (world, marker) => {
      const group = world.group(`Reactions ${marker}`);
      return { group, id: await world.heard(world.ana, `In the group ${marker}`, group.jid) };
    },
    input: ({ ana }, _marker, { group, id }) => ({
      key: { remoteJid: group.jid, fromMe: false, id, participant: `${ana.phone}@s.whatsapp.net` },
      reaction: "",
    }),
    verify: async (call) => {
      for (const member of [call.world.ana, call.world.bia]) {
        const seen = await member.received(({ id }) => id === idOf(call.answer));
        expect(seen).toMatchObject({ type: "reaction", text: "", quotedId: call.context.id });
      }
    },
  }),
  scenario({
    operation: "message.sendPoll",
    input: ({ ana }, marker) => ({ number: ana.phone, name: `Lunch ${marker}?`, values: ["Pizza", "Pasta"] }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen).toMatchObject({ type: "poll", text: `Lunch ${call.marker}?` });
      // Only who can decrypt the poll's secret can vote in it.
      call.world.ana.web.vote(seen.id, "Pasta");
    },
  }),
  scenario({
    operation: "message.sendList",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      title: `Menu ${marker}`,
      description: "What would you like?",
      buttonText: "Open",
      footerText: "Open until 22:00",
      sections: [{ title: "Food", rows: [{ title: "Pizza", description: "With cheese", rowId: `pizza-${marker}` }] }],
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(JSON.stringify(seen.message)).toContain(`Menu ${call.marker}`);
      expect(seen.type).toBe("interactive");
      const { id } = await call.world.ana.tap(seen.id, `pizza-${call.marker}`);
      await call.world.stored(id);
    },
  }),
  scenario({
    operation: "message.sendButtons",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      title: `Order ${marker}`,
      description: "Shall we deliver it today?",
      footer: "My shop",
      buttons: [
        { type: "reply", displayText: "Yes", id: `yes-${marker}` },
        { type: "reply", displayText: "No", id: `no-${marker}` },
      ],
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen.message).toMatchObject({
        interactiveMessage: {
          footer: { text: "My shop" },
          nativeFlowMessage: { buttons: [{ name: "quick_reply" }, { name: "quick_reply" }] },
        },
      });
      const { id } = await call.world.ana.tap(seen.id, `yes-${call.marker}`);
      await call.world.stored(id);
    },
  }),
  scenario({
    operation: "message.sendButtons",
    about: "that open, call and copy",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      title: `Offer ${marker}`,
      buttons: [
        { type: "url", displayText: "Look", url: `https://example.com/${marker}` },
        { type: "copy", displayText: "Copy", copyCode: `PROMO-${marker}` },
        { type: "call", displayText: "Call", phoneNumber: "5511999999999" },
      ],
    }),
    verify: async (call) => {
      const content = JSON.stringify((await seenByAna(call)).message);
      for (const part of ["cta_url", "cta_copy", "cta_call", `PROMO-${call.marker}`, `example.com/${call.marker}`]) {
        expect(content).toContain(part);
      }
    },
  }),
  scenario({
    operation: "message.sendCarousel",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      body: `Today ${marker}`,
      cards: [
        {
          title: "Pizza",
          body: "With cheese",
          footer: "R$ 40",
          buttons: [
            { type: "reply", displayText: "Order", id: `pizza-${marker}` },
            { type: "url", displayText: "Look", url: `https://example.com/${marker}` },
          ],
        },
        { body: "Pasta", buttons: [{ type: "reply", displayText: "Order", id: `pasta-${marker}` }] },
      ],
    }),
    verify: async (call) => {
      const { world, marker, answer } = call;
      const seen = await seenByAna(call);
      const cards = [
        {
          header: { title: "Pizza" },
          body: { text: "With cheese" },
          footer: { text: "R$ 40" },
          nativeFlowMessage: { buttons: [{ name: "quick_reply" }, { name: "cta_url" }] },
        },
        { body: { text: "Pasta" }, nativeFlowMessage: { buttons: [{ name: "quick_reply" }] } },
      ];
      const message = { interactiveMessage: { body: { text: `Today ${marker}` }, carouselMessage: { cards } } };
      expect(seen).toMatchObject({ type: "interactive", text: `Today ${marker}`, message });
      expect(answer).toMatchObject({ message, messageType: "interactiveMessage", warnings: [expect.any(String)] });
      const { id } = await world.ana.tap(seen.id, `pasta-${marker}`);
      await world.stored(id);
    },
  }),
  scenario({
    operation: "message.sendCarousel",
    about: "with one card, as a text with buttons",
    input: ({ ana }, marker) => ({
      number: ana.phone,
      body: `Offer ${marker}`,
      cards: [{ title: "Pizza", body: "Half", buttons: [{ type: "reply", displayText: "Yes", id: `yes-${marker}` }] }],
    }),
    verify: async (call) => {
      const seen = await seenByAna(call);
      expect(seen.text).toBe(`Offer ${call.marker}\n\n*Pizza*\n\nHalf`);
      const { id } = await call.world.ana.tap(seen.id, `yes-${call.marker}`);
      await call.world.stored(id);
    },
  }),
  scenario({
    operation: "message.sendStatus",
    input: ({ ana, bia }, marker) => ({
      type: "text",
      content: `We are open ${marker}`,
      backgroundColor: "#1F7AEC",
      font: 2,
      statusJidList: [`${ana.phone}@s.whatsapp.net`, bia.phone],
    }),
    verify: async (call) => {
      for (const viewer of [call.world.ana, call.world.bia]) {
        const seen = await viewer.received(({ id }) => id === idOf(call.answer));
        expect(seen).toMatchObject({ chat: "status@broadcast", text: `We are open ${call.marker}` });
      }
    },
  }),
];

/** The message of an answer, as Ana's phone shows it. */
export function seenByAna({ world, answer }: Pick<Made<unknown>, "world" | "answer">) {
  return world.ana.received(({ id }) => id === idOf(answer));
}
