import type { OutgoingContent } from "@waxwing/core";
import { type ReceivedByContact, text } from "@waxwing/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jid, plainText, type Sent, type Stage, setStage } from "./testing/stage.ts";

const ana = "5511900000002";

describe("what a contact sees", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    await stage.contact(ana);
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  async function exchange(content: OutgoingContent, more?: object): Promise<Sent & { seen: ReceivedByContact }> {
    const contact = await stage.contact(ana);
    const sent = await stage.send(jid(ana), content, more);
    return { ...sent, seen: await contact.received(({ id }) => id === sent.receipt.messageId) };
  }

  it("is the text, under the id that was told beforehand", async () => {
    const { prepared, receipt, seen } = await exchange(plainText("Olá, tudo bem? 👋"));
    expect(seen).toMatchObject({ type: "text", text: "Olá, tudo bem? 👋", from: "5511900000001" });
    expect(receipt).toEqual({ messageId: prepared.messageId, remoteJid: jid(ana) });
    expect(prepared.warnings).toBeUndefined();
    expect(prepared).toMatchObject({ messageType: "conversation", message: { conversation: "Olá, tudo bem? 👋" } });
  });

  it("is a message under an id of the caller", async () => {
    const { receipt, seen } = await exchange(plainText("mine"), { messageId: "WAXWING0123456789" });
    expect(receipt.messageId).toBe("WAXWING0123456789");
    expect(seen.id).toBe("WAXWING0123456789");
  });

  it("is a place", async () => {
    const content: OutgoingContent = {
      kind: "location",
      latitude: -23.5503,
      longitude: -46.6339,
      name: "Praça da Sé",
      address: "São Paulo",
    };
    const { prepared, seen } = await exchange(content);
    expect(seen).toMatchObject({
      type: "location",
      message: {
        locationMessage: {
          degreesLatitude: -23.5503,
          degreesLongitude: -46.6339,
          name: "Praça da Sé",
          address: "São Paulo",
        },
      },
    });
    expect(prepared.messageType).toBe("locationMessage");
  });

  it("is one contact card", async () => {
    const { seen } = await exchange({
      kind: "contacts",
      contacts: [{ fullName: "Silva, Maria", phoneNumber: "+55 11 98888-0000", wuid: "551188880000" }],
    });
    expect(seen.message).toMatchObject({
      contactMessage: {
        displayName: "Silva, Maria",
        vcard: expect.stringContaining("waid=551188880000:+55 11 98888-0000"),
      },
    });
  });

  it("is several contact cards", async () => {
    const { seen } = await exchange({
      kind: "contacts",
      contacts: [
        { fullName: "Maria", phoneNumber: "5511988880000" },
        { fullName: "João", phoneNumber: "5511977770000" },
      ],
    });
    expect(seen.message).toMatchObject({
      contactsArrayMessage: { contacts: [{ displayName: "Maria" }, { displayName: "João" }] },
    });
  });

  it("is a reaction, and that it was taken back", async () => {
    const contact = await stage.contact(ana);
    const { id } = await contact.say("like this?", { to: "5511900000001" });
    await stage.client.text("like this?");
    const key = { remoteJid: jid(ana), fromMe: false, id, participant: undefined };
    const { seen } = await exchange({ kind: "reaction", key, text: "👍" });
    expect(seen).toMatchObject({ type: "reaction", text: "👍", quotedId: id });
    const back = await exchange({ kind: "reaction", key, text: "" });
    expect(back.seen).toMatchObject({ type: "reaction", quotedId: id });
    expect(back.prepared.message.reactionMessage).toMatchObject({ text: "", key: { id } });
  });

  it("is a poll that it can vote in", async () => {
    const contact = await stage.contact(ana);
    const { receipt, seen } = await exchange({
      kind: "poll",
      name: "Lunch?",
      values: ["Pizza", "Pasta"],
      selectableCount: 1,
    });
    expect(seen).toMatchObject({ type: "poll", text: "Lunch?" });
    expect(seen.message).toMatchObject({ pollCreationMessageV3: { selectableOptionsCount: 1 } });
    contact.web.vote(receipt.messageId, "Pasta");
    const vote = await stage.client.message(({ message }) => Boolean(message?.pollUpdateMessage));
    expect(vote.message?.pollUpdateMessage?.pollCreationMessageKey?.id).toBe(receipt.messageId);
  });

  it("is a poll with any number of answers", async () => {
    const { seen } = await exchange({ kind: "poll", name: "Toppings?", values: ["a", "b", "c"], selectableCount: 0 });
    expect(seen.message).toMatchObject({
      pollCreationMessage: { options: [{ optionName: "a" }, { optionName: "b" }, { optionName: "c" }] },
    });
  });

  it("is a list whose rows it can tap", async () => {
    const contact = await stage.contact(ana);
    const { receipt, prepared } = await exchange({
      kind: "list",
      title: "Menu",
      description: "What would you like?",
      buttonText: "Open",
      footerText: "until 22:00",
      sections: [{ title: "Food", rows: [{ title: "Pizza", rowId: "pizza", description: "With cheese" }] }],
    });
    expect(prepared.messageType).toBe("interactiveMessage");
    expect(prepared.warnings).toEqual([expect.stringContaining("lists")]);
    await contact.tap(receipt.messageId, "pizza");
    const answer = await stage.client.message(({ message }) => Boolean(message?.interactiveResponseMessage));
    expect(answer.message?.interactiveResponseMessage?.nativeFlowResponseMessage?.paramsJson).toContain("pizza");
  });

  it("is a text with reply buttons, announced to WhatsApp as a native flow", async () => {
    const { receipt, seen } = await exchange({
      kind: "buttons",
      title: "Your order",
      description: "Today?",
      footer: "My shop",
      buttons: [
        { type: "reply", displayText: "Yes", id: "yes" },
        { type: "reply", displayText: "No", id: "no" },
      ],
    });
    expect(seen.message).toMatchObject({
      interactiveMessage: {
        body: { text: "*Your order*\n\nToday?" },
        footer: { text: "My shop" },
        nativeFlowMessage: { buttons: [{ name: "quick_reply" }, { name: "quick_reply" }] },
      },
    });
    const filter = { direction: "in", tag: "message", attrs: { id: receipt.messageId } } as const;
    const sent = JSON.stringify(stage.sandbox.transcript.stanzas(filter).map(({ stanza }) => stanza.content));
    expect(sent).toContain('"native_flow"');
    expect(sent).toContain('"biz_bot"');
  });

  it("is a reply", async () => {
    const contact = await stage.contact(ana);
    const { id } = await contact.say("How much is it?", { to: "5511900000001" });
    const message = await stage.client.text("How much is it?");
    const { prepared, seen } = await exchange(plainText("R$ 10"), {
      quoted: {
        id,
        remoteJid: jid(ana),
        fromMe: false,
        participant: undefined,
        message: { conversation: "How much is it?" },
        engineData: undefined,
      },
    });
    expect(message.key.id).toBe(id);
    expect(seen.quotedId).toBe(id);
    expect(seen.message).toMatchObject({
      extendedTextMessage: {
        contextInfo: { stanzaId: id, participant: jid(ana), quotedMessage: { conversation: "How much is it?" } },
      },
    });
    expect(prepared.contextInfo).toMatchObject({ stanzaId: id, quotedMessage: { conversation: "How much is it?" } });
  });

  it("is a reply to a message that is stored in its own form, without what that one referred to", async () => {
    const first = await exchange(plainText("first"));
    const quoted = (sent: Sent) => ({
      id: sent.receipt.messageId,
      remoteJid: jid(ana),
      fromMe: true,
      participant: undefined,
      message: sent.prepared.message,
      engineData: sent.prepared.engineData,
    });
    const second = await exchange(plainText("second"), { quoted: quoted(first) });
    const third = await exchange(plainText("third"), { quoted: quoted(second) });
    const context = (third.seen.message as { extendedTextMessage: { contextInfo: object } }).extendedTextMessage
      .contextInfo;
    expect(context).toMatchObject({
      participant: jid("5511900000001"),
      quotedMessage: { extendedTextMessage: { text: "second" } },
    });
    expect(JSON.stringify(context)).not.toContain("first");
    expect(JSON.stringify(context)).not.toContain("messageSecret");
  });

  it("reaches a LID", async () => {
    const contact = await stage.contact(ana);
    const lid = stage.sandbox.account(ana).lid;
    const { receipt } = await stage.send(lid, plainText("to your LID"));
    expect(receipt.remoteJid).toBe(lid);
    await contact.received(text("to your LID"));
  });
});
