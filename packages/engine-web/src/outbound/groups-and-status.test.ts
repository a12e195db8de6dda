import type { GroupMetadata } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jid, ownPhone, plainText, type Stage, setStage } from "./testing/stage.ts";

const [ana, benno, carla] = ["5511900000002", "5511900000003", "5511900000004"];

describe("a group", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    for (const phone of [ana, benno, carla]) await stage.contact(phone);
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  it.each(["lid", "pn"] as const)(
    "of the kind %s: every member sees the message, others do not",
    async (addressingMode) => {
      const group = stage.sandbox.createGroup("Team", { by: ownPhone, members: [ana, benno], addressingMode });
      const { receipt } = await stage.send(group.jid, plainText(`hello team ${addressingMode}`));
      for (const phone of [ana, benno]) {
        const seen = await (await stage.contact(phone)).received(({ id }) => id === receipt.messageId);
        expect(seen).toMatchObject({ text: `hello team ${addressingMode}`, chat: group.jid, from: ownPhone });
      }
      await stage.sandbox.idle();
      expect((await stage.contact(carla)).messages.filter(({ id }) => id === receipt.messageId)).toEqual([]);
    },
  );

  it("has all of its members mentioned, and its messages vanish", async () => {
    const group = stage.sandbox.createGroup("Vanishing", {
      by: ownPhone,
      members: [ana, benno],
      ephemeralSeconds: 86_400,
    });
    const { prepared, receipt } = await stage.send(group.jid, plainText("everybody!"), { mentionsEveryOne: true });
    const seen = await (await stage.contact(ana)).received(({ id }) => id === receipt.messageId);
    const jids = group.members.map((member) => member.jid);
    const { contextInfo } = (seen.message as { extendedTextMessage: { contextInfo: { mentionedJid: string[] } } })
      .extendedTextMessage;
    expect(contextInfo).toMatchObject({ expiration: 86_400 });
    expect(new Set(contextInfo.mentionedJid)).toEqual(new Set(jids));
    expect(prepared.contextInfo).toMatchObject({ expiration: 86_400 });
  });

  it("mentions those who are named", async () => {
    const group = stage.sandbox.createGroup("Naming", { by: ownPhone, members: [ana, benno] });
    const { receipt } = await stage.send(group.jid, plainText("@5511900000003 look"), { mentioned: [jid(benno)] });
    const seen = await (await stage.contact(benno)).received(({ id }) => id === receipt.messageId);
    expect(seen.message).toMatchObject({ extendedTextMessage: { contextInfo: { mentionedJid: [jid(benno)] } } });
  });

  it("of others is closed, unknown ones are not found; nothing is sent", async () => {
    const group = stage.sandbox.createGroup("Others", { by: ana, members: [benno] });
    await expect(stage.send(group.jid, plainText("let me in"))).rejects.toMatchObject({ code: "GROUP_ACCESS_DENIED" });
    await expect(stage.send("120363000000000009@g.us", plainText("where"))).rejects.toMatchObject({
      code: "GROUP_NOT_FOUND",
    });
  });

  it("answers a reaction and a poll", async () => {
    const group = stage.sandbox.createGroup("Choosing", { by: ownPhone, members: [ana, benno] });
    const contact = await stage.contact(ana);
    const { id } = await contact.say("which one?", { to: group.jid });
    await stage.client.text("which one?");
    const key = { remoteJid: group.jid, fromMe: false, id, participant: jid(ana) };
    const reaction = await stage.send(group.jid, { kind: "reaction", key, text: "🤔" });
    expect(await contact.received((message) => message.id === reaction.receipt.messageId)).toMatchObject({
      type: "reaction",
      text: "🤔",
      quotedId: id,
    });
    const poll = await stage.send(group.jid, { kind: "poll", name: "Which?", values: ["a", "b"], selectableCount: 1 });
    expect(await contact.received((message) => message.id === poll.receipt.messageId)).toMatchObject({ type: "poll" });
  });
});

describe("group metadata that somebody keeps", () => {
  it("save the question; where they are out of date, WhatsApp's refusal is told", async () => {
    const known = new Map<string, GroupMetadata>();
    await using stage = await setStage({
      config: { cachedGroupMetadata: async (group) => known.get(group) },
      sending: { cachedGroupMetadata: async (_, group) => known.get(group) },
    });
    await stage.contact(ana);
    const group = stage.sandbox.createGroup("Kept", { by: ana, members: [ownPhone] });
    known.set(group.jid, await stage.client.socket.groupMetadata(group.jid));
    const questions = () =>
      stage.sandbox.transcript.stanzas({ direction: "in", phone: ownPhone, attrs: { xmlns: "w:g2" } }).length;
    const before = questions();
    const { receipt } = await stage.send(group.jid, plainText("from memory"));
    await (await stage.contact(ana)).received(({ id }) => id === receipt.messageId);
    expect(questions()).toBe(before);

    await stage.client.socket.groupLeave(group.jid);
    await expect(stage.send(group.jid, plainText("still here?"))).rejects.toMatchObject({
      code: "GROUP_ACCESS_DENIED",
      details: { whatsapp: { code: 403 } },
    });
  });
});

describe("a status", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    for (const phone of [ana, benno, carla]) await stage.contact(phone);
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  it("of text is seen by its audience alone, also when it is delivered after a restart", async () => {
    const prepared = await stage.prepare("status@broadcast", {
      kind: "status",
      type: "text",
      content: "We are open",
      backgroundColor: "#1F7AEC",
      font: 2,
      audience: [jid(ana), jid(benno)],
    });
    await stage.client.reconnect();
    const receipt = await stage.deliver("status@broadcast", prepared);
    expect(receipt).toEqual({ messageId: prepared.messageId, remoteJid: "status@broadcast" });
    for (const phone of [ana, benno]) {
      const seen = await (await stage.contact(phone)).received(({ id }) => id === receipt.messageId);
      expect(seen).toMatchObject({
        chat: "status@broadcast",
        text: "We are open",
        message: { extendedTextMessage: { backgroundArgb: 0xff1f7aec, textArgb: 0xffffffff } },
      });
    }
    await stage.sandbox.idle();
    expect((await stage.contact(carla)).messages).toEqual([]);
    expect(prepared.message.extendedTextMessage).toMatchObject({ font: 2, backgroundArgb: 0xff1f7aec });
  });
});

describe("a channel", () => {
  it("gets texts of its owner, and nothing that it would not show", async () => {
    await using stage = await setStage();
    const { id } = await stage.client.socket.newsletterCreate("News", "What is new");
    const { receipt, prepared } = await stage.send(id, plainText("extra! extra!"));
    expect(receipt).toEqual({ messageId: prepared.messageId, remoteJid: id });
    const [post] = stage.sandbox.transcript.stanzas({ direction: "in", tag: "message", attrs: { to: id } });
    const [plaintext] = Array.isArray(post?.stanza.content) ? post.stanza.content : [];
    expect(plaintext?.tag).toBe("plaintext");
    expect(Buffer.from(plaintext?.content as Uint8Array).toString()).toContain("extra! extra!");
    const poll = { kind: "poll", name: "?", values: ["a", "b"], selectableCount: 1 } as const;
    await expect(stage.prepare(id, poll)).rejects.toMatchObject({ code: "NOT_SUPPORTED_BY_ENGINE" });
  });
});

it.each(["status@broadcast", "1234567890@broadcast"])("a text to %s is refused", async (place) => {
  await using stage = await setStage();
  await expect(stage.prepare(place, plainText("hello"))).rejects.toMatchObject({ code: "NOT_SUPPORTED_BY_ENGINE" });
});
