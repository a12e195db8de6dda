import { createHash, randomBytes } from "node:crypto";
import { aesEncryptGCM, proto } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { text } from "../../matchers.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { textOfMessage } from "../../testing/message-text.ts";
import { encryptVote } from "./content/secret-answers.ts";
import { contactOf, messageOf, untilStatus } from "./testing.ts";

const fixture = useSandbox();
const ALICE = { phone: "15550000001" };
const BOB = "15559990001@s.whatsapp.net";

describe("what a client sends, as a contact gets it", () => {
  it("texts, quotations, places, cards, polls and events, decrypted", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const asked = bob.say("how are you?");
    const question = await messageOf(alice, asked);
    await alice.send(BOB, { text: "fine" }, { quoted: question });
    await alice.send(BOB, { location: { degreesLatitude: 1, degreesLongitude: 2, name: "home" } });
    await alice.send(BOB, { contacts: { contacts: [{ vcard: "BEGIN:VCARD\nEND:VCARD", displayName: "Ana" }] } });
    await alice.send(BOB, { poll: { name: "Lunch?", values: ["yes", "no"], selectableCount: 1 } });
    await alice.send(BOB, { event: { name: "Party", startDate: new Date(1_800_000_000_000) } });
    await alice.send(BOB, { react: { text: "❤️", key: question.key } });
    await bob.waitForMessage(({ type }) => type === "reaction");
    expect(bob.received.map(({ type, text: shown, quotedId }) => [type, shown, quotedId])).toEqual([
      ["text", "fine", asked.id],
      ["location", "home", null],
      ["contacts", "Ana", null],
      ["poll", "Lunch?", null],
      ["event", "Party", null],
      ["reaction", "❤️", asked.id],
    ]);
    const [first] = bob.received;
    expect(first).toMatchObject({
      from: "15550000001",
      fromDevice: 1,
      chat: "15550000001@s.whatsapp.net",
      message: { extendedTextMessage: { text: "fine" } },
    });
  });

  it("media of every type, decrypted and checked", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const files = Array.from({ length: 5 }, (_, index) => randomBytes(500 + index));
    const [image, video, audio, document, sticker] = files as [Buffer, Buffer, Buffer, Buffer, Buffer];
    const thumbnail = { jpegThumbnail: "" };
    await alice.send(BOB, { image, caption: "look", ...thumbnail });
    await alice.send(BOB, { video, ...thumbnail });
    await alice.send(BOB, { audio, ptt: true, seconds: 1, waveform: new Uint8Array(64) } as never);
    await alice.send(BOB, { document, mimetype: "application/pdf", fileName: "a.pdf", caption: "contract" });
    await alice.send(BOB, { sticker, ...thumbnail } as never);
    await bob.waitForMessage(({ type }) => type === "sticker", { timeoutMs: 10_000 });
    expect(bob.received.map(({ type, text: shown }) => [type, shown])).toEqual([
      ["image", "look"],
      ["video", null],
      ["audio", null],
      ["document", "contract"],
      ["sticker", null],
    ]);
    for (const [index, message] of bob.received.entries()) expect(await message.media()).toEqual(files[index]);
    await alice.send(BOB, { text: "no file" });
    await expect((await bob.waitForMessage(text("no file"))).media()).rejects.toThrow(
      "is of type text and has no file",
    );
  });

  it("edits, deletions, pins, lifetimes and view-once media", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { key } = await alice.send(BOB, { text: "helo" });
    await alice.send(BOB, { text: "hello", edit: key });
    await alice.send(BOB, { pin: key, type: 1, time: 86_400 });
    await alice.send(BOB, { delete: key });
    await alice.send(BOB, { image: randomBytes(10), viewOnce: true, jpegThumbnail: "" });
    await alice.send(BOB, { disappearingMessagesInChat: 86_400 });
    await bob.waitForMessage(({ type }) => type === "ephemeral");
    expect(bob.received.map(({ type, text: shown, quotedId }) => [type, shown, quotedId])).toEqual([
      ["text", "helo", null],
      ["edit", "hello", key.id],
      ["pin", null, key.id],
      ["delete", null, key.id],
      ["image", null, null],
      ["ephemeral", null, null],
    ]);
  });

  it("its delivered, read and played receipts reach the client, and the client's reach it", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { key } = await alice.send(BOB, { text: "read me" });
    await bob.waitForMessage(text("read me"));
    bob.read();
    await untilStatus(alice, key.id, 4);
    bob.played(key.id ?? "");
    await untilStatus(alice, key.id, 5);
    const sent = bob.say("and me");
    const got = await messageOf(alice, sent);
    await alice.socket.readMessages([got.key]);
    expect(await bob.waitForReceipt(sent.id, "read")).toMatchObject({ from: "15550000001" });
    expect(bob.receiptsFor(sent.id).map(({ kind }) => kind)).toEqual(["delivered", "read"]);
  });

  it("echoes texts when it is told to", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    contactOf(sandbox).echo = true;
    await alice.send(BOB, { text: "anybody there?" });
    const echoed = await alice.message(
      ({ key, message }) => !key.fromMe && textOfMessage(message) === "anybody there?",
    );
    expect(echoed.key.remoteJid).toBe(BOB);
  });
});

describe("questions and choices", () => {
  it("votes in a client's poll so that the client's own code can decrypt it", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const sent = await alice.send(BOB, { poll: { name: "Lunch?", values: ["yes", "no"] } });
    const pollId = sent.key.id ?? "";
    await bob.waitForMessage(({ type }) => type === "poll");
    expect(() => bob.vote(pollId, "maybe")).toThrow('no option "maybe"');
    const vote = (await messageOf(alice, bob.vote(pollId, "no"))).message?.pollUpdateMessage;
    const { decryptPollVote } = await import("@whiskeysockets/baileys");
    const { selectedOptions } = decryptPollVote(vote?.vote ?? {}, {
      pollCreatorJid: alice.jid,
      pollMsgId: pollId,
      pollEncKey: sent.message?.messageContextInfo?.messageSecret ?? new Uint8Array(),
      voterJid: BOB,
    });
    expect(selectedOptions.map((hash) => Buffer.from(hash))).toEqual([createHash("sha256").update("no").digest()]);
  });

  it("reads the votes in its own poll, and the answers to its own invitation", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const poll = await messageOf(alice, bob.sendPoll({ question: "When?", options: ["now", "later", "never"] }));
    const secret = poll.message?.messageContextInfo?.messageSecret ?? new Uint8Array();
    const context = { messageId: poll.key.id ?? "", creator: BOB, answerer: alice.jid, secret };
    const vote = encryptVote(["now", "never"], context, randomBytes(12));
    await alice.socket.relayMessage(BOB, { pollUpdateMessage: { pollCreationMessageKey: poll.key, vote } }, {});
    expect(await bob.waitForMessage(({ type }) => type === "poll_vote")).toMatchObject({
      text: "now, never",
      quotedId: poll.key.id,
    });

    const event = await messageOf(alice, bob.sendEvent({ name: "Party", startsAt: 1_800_000_000_000 }));
    const answer = proto.Message.EventResponseMessage.encode({ response: 1, timestampMs: 1 }).finish();
    const eventSecret = Buffer.from(event.message?.messageContextInfo?.messageSecret ?? []);
    const { hmacSign } = await import("@whiskeysockets/baileys");
    const info = Buffer.concat([Buffer.from(`${event.key.id}${BOB}${alice.jid}Event Response`), Buffer.from([1])]);
    const key = hmacSign(info, hmacSign(eventSecret, new Uint8Array(32), "sha256"), "sha256");
    const iv = randomBytes(12);
    const encPayload = aesEncryptGCM(answer, key, iv, Buffer.from(`${event.key.id}\0${alice.jid}`));
    const response = { eventCreationMessageKey: event.key, encPayload, encIv: iv };
    await alice.socket.relayMessage(BOB, { encEventResponseMessage: response }, {});
    expect(await bob.waitForMessage(({ type }) => type === "event_response")).toMatchObject({ text: "going" });
  });

  it("answers a client's invitation in a group so that the client learns it", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { jid } = sandbox.world.groups.create(alice.account, "Friends", [bob.account]);
    const sent = await alice.send(jid, { event: { name: "Party", startDate: new Date(1_800_000_000_000) } });
    await bob.waitForMessage(({ type }) => type === "event");
    bob.respond(sent.key.id ?? "", "maybe");
    const updates = await alice.waitFor("messages.update", (all) => all.some(({ update }) => update.eventResponses));
    expect(updates[0]?.update.eventResponses?.[0]).toMatchObject({ response: { response: 3 } });
  });

  it("taps a row, a button, and the quick replies of a native flow, of a template and of cards", async () => {
    const { sandbox } = fixture;
    const alice = await fixture.connect(ALICE);
    const bob = contactOf(sandbox);
    const { ListType } = proto.Message.ListMessage;
    const list = {
      buttonText: "Menu",
      listType: ListType.SINGLE_SELECT,
      sections: [{ rows: [{ rowId: "r1", title: "Row" }] }],
    };
    const buttons = {
      contentText: "Sure?",
      buttons: [{ buttonId: "b1", buttonText: { displayText: "Yes" }, type: 1 }],
    };
    const flow = { buttons: [{ name: "quick_reply", buttonParamsJson: '{"id":"q1","display_text":"Quick"}' }] };
    const template = {
      hydratedContentText: "Offer",
      hydratedButtons: [
        { index: 0, quickReplyButton: { id: "less", displayText: "Less" } },
        { index: 1, quickReplyButton: { id: "more", displayText: "More" } },
      ],
    };
    const contents: [proto.IMessage, string][] = [
      [{ listMessage: list }, "r1"],
      [{ buttonsMessage: buttons }, "Yes"],
      [{ interactiveMessage: { body: { text: "Pick" }, nativeFlowMessage: flow } }, "q1"],
      [{ templateMessage: { hydratedTemplate: template } }, "More"],
      [
        {
          interactiveMessage: {
            body: { text: "Swipe" },
            carouselMessage: { cards: [{}, { nativeFlowMessage: flow }] },
          },
        },
        "Quick",
      ],
    ];
    const answers: (proto.IMessage | null | undefined)[] = [];
    for (const [content, choice] of contents) {
      const id = await alice.socket.relayMessage(BOB, content, {});
      await bob.waitForMessage((message) => message.id === id);
      answers.push((await messageOf(alice, bob.tap(id, choice))).message);
    }
    expect(answers).toMatchObject([
      { listResponseMessage: { singleSelectReply: { selectedRowId: "r1" } } },
      { buttonsResponseMessage: { selectedButtonId: "b1", selectedDisplayText: "Yes" } },
      { interactiveResponseMessage: { nativeFlowResponseMessage: { paramsJson: '{"id":"q1"}' } } },
      { templateButtonReplyMessage: { selectedId: "more", selectedDisplayText: "More", selectedIndex: 1 } },
      { interactiveResponseMessage: { nativeFlowResponseMessage: { paramsJson: '{"id":"q1"}' } } },
    ]);
    expect(() => bob.tap(bob.received[0]?.id ?? "", "r2")).toThrow("there is no choice r2, only r1");
  });
});
