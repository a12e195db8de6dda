import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jid, ownPhone, plainText, type Stage, setStage } from "./testing/stage.ts";

const ana = "5511900000002";

it("a delivery whose keys cannot be stored after it left is told as taken: WhatsApp has acknowledged it", async () => {
  const auth = memoryAuth();
  let isBroken = false;
  const keys: typeof auth.keys = {
    get: (type, ids) => auth.keys.get(type, ids),
    set: (data) => {
      if (isBroken) throw new Error("the database is away");
      return auth.keys.set(data);
    },
  };
  await using stage = await setStage({
    auth: { creds: auth.creds, keys },
    config: { transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 1 } },
  });
  await stage.contact(ana);
  await stage.send(jid(ana), plainText("first of all"));
  const prepared = await stage.prepare(jid(ana), plainText("left before"));
  isBroken = true;
  await expect(stage.deliver(jid(ana), prepared)).resolves.toMatchObject({ messageId: prepared.messageId });
  await (await stage.contact(ana)).received(({ text }) => text === "left before");
});

it("a delivery that is repeated after a crash that forgot the keys' last step is one message, and the next one is read", async () => {
  const auth = memoryAuth();
  let isForgetful = false;
  const keys: typeof auth.keys = {
    get: (type, ids) => auth.keys.get(type, ids),
    set: (data) => (isForgetful ? undefined : auth.keys.set(data)),
  };
  await using stage = await setStage({ auth: { creds: auth.creds, keys } });
  const contact = await stage.contact(ana);
  await stage.send(jid(ana), plainText("first of all"));
  const prepared = await stage.prepare(jid(ana), plainText("before and after"));
  isForgetful = true;
  await stage.deliver(jid(ana), prepared);
  await contact.received(({ text }) => text === "before and after");
  await stage.client.disconnect();
  isForgetful = false;
  stage.client.start();
  await stage.client.opened();
  await stage.deliver(jid(ana), prepared);
  await stage.send(jid(ana), plainText("the next one"));
  await contact.received(({ text }) => text === "the next one");
  await stage.sandbox.idle();
  expect(contact.messages.map(({ text }) => text)).toEqual(["first of all", "before and after", "the next one"]);
});

it("the first deliveries at a time ask for devices once and begin one session, and those after them ask no more", async () => {
  const auth = memoryAuth();
  await using stage = await setStage({ auth });
  await stage.contact(ana);
  const asked = (xmlns: string): number => {
    const questions = stage.sandbox.transcript.stanzas({ direction: "in", phone: ownPhone, tag: "iq" });
    return questions.filter(({ stanza }) => stanza.attrs["xmlns"] === xmlns && stanza.attrs["type"] === "get").length;
  };
  const before = { usync: asked("usync"), encrypt: asked("encrypt") };
  await Promise.all([1, 2, 3, 4].map((each) => stage.send(jid(ana), plainText(`at a time ${each}`))));
  // The account's own phone and the recipient.
  expect(asked("usync") - before.usync).toBe(2);
  const keysAsked = asked("encrypt");
  expect(keysAsked - before.encrypt).toBe(2);
  await stage.send(jid(ana), plainText("afterwards"));
  expect([asked("usync") - before.usync, asked("encrypt")]).toEqual([2, keysAsked]);

  const lid = await stage.client.socket.signalRepository.lidMapping.getLIDForPN(jid(ana));
  const address = stage.client.socket.signalRepository.jidToSignalProtocolAddress(String(lid));
  const { [address]: record } = await auth.keys.get("session", [address]);
  expect(Object.keys((record as unknown as { _sessions: object })._sessions)).toHaveLength(1);
});

it("somebody who was not on WhatsApp is asked about again for the next delivery", async () => {
  const diego = "5511900000005";
  await using stage = await setStage();
  await expect(stage.send(jid(diego), plainText("too early"))).rejects.toMatchObject({
    code: "NUMBER_NOT_ON_WHATSAPP",
  });
  const contact = await stage.contact(diego);
  await stage.send(jid(diego), plainText("in time"));
  await contact.received(({ text }) => text === "in time");
});

it("a delivery runs beside many others, each with its own acknowledgement", async () => {
  await using stage = await setStage();
  const contact = await stage.contact(ana);
  const texts = Array.from({ length: 30 }, (_, index) => `one of many ${index}`);
  const sent = await Promise.all(texts.map((each) => stage.send(jid(ana), plainText(each))));
  expect(new Set(sent.map(({ receipt }) => receipt.messageId)).size).toBe(30);
  for (const each of texts) await contact.received(({ text }) => text === each);
  expect(stage.client.socket.ws.listenerCount("CB:ack,class:message")).toBeLessThan(5);
});

describe("a delivery", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ sending: { patience: { departureMs: 4_000, acknowledgementMs: 3_000 } } });
    await stage.contact(ana);
    await stage.send(jid(ana), plainText("first of all"));
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  const seenBy = async (phone: string, wanted: string): Promise<number> => {
    await stage.sandbox.idle();
    return (await stage.contact(phone)).messages.filter(({ text }) => text === wanted).length;
  };

  it("whose acknowledgement is lost has an unknown outcome, and arrived", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("ack lost"));
    stage.sandbox.faults.add({ kind: "lose-ack", phone: ownPhone, match: { class: "message" } });
    await expect(stage.deliver(jid(ana), prepared)).rejects.toMatchObject({ code: "SEND_OUTCOME_UNKNOWN" });
    expect(await seenBy(ana, "ack lost")).toBe(1);
  });

  it("that is repeated from a fresh socket is one message for the contact", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("only once"));
    stage.sandbox.faults.add({ kind: "lose-ack", phone: ownPhone, match: { class: "message" } });
    await expect(stage.deliver(jid(ana), prepared)).rejects.toMatchObject({ code: "SEND_OUTCOME_UNKNOWN" });
    await stage.client.reconnect();
    const receipt = await stage.deliver(jid(ana), prepared);
    expect(receipt.messageId).toBe(prepared.messageId);
    expect(await seenBy(ana, "only once")).toBe(1);
  });

  it("whose connection ends between message and acknowledgement has an unknown outcome", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("dropped"));
    stage.sandbox.faults.add({ kind: "drop", phone: ownPhone, match: { tag: "ack", class: "message" } });
    await expect(stage.deliver(jid(ana), prepared)).rejects.toMatchObject({ code: "SEND_OUTCOME_UNKNOWN" });
    await stage.client.closed();
    await expect(stage.deliver(jid(ana), prepared)).rejects.toMatchObject({ code: "INSTANCE_NOT_CONNECTED" });
    stage.client.start();
    await stage.client.opened();
    await stage.deliver(jid(ana), prepared);
    expect(await seenBy(ana, "dropped")).toBe(1);
  });

  it("that is cut off on its way has an unknown outcome; repeated, it arrives once", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("cut off"));
    stage.sandbox.faults.add({ kind: "drop", phone: ownPhone, direction: "in", match: { tag: "message" } });
    await expect(stage.deliver(jid(ana), prepared)).rejects.toMatchObject({ code: "SEND_OUTCOME_UNKNOWN" });
    expect(await seenBy(ana, "cut off")).toBe(0);
    await stage.client.closed();
    stage.client.start();
    await stage.client.opened();
    await stage.deliver(jid(ana), prepared);
    expect(await seenBy(ana, "cut off")).toBe(1);
  });

  it("whose connection ends while it still asks for devices has left nothing", async () => {
    const fritz = "5511900000007";
    await stage.contact(fritz);
    const prepared = await stage.prepare(jid(fritz), plainText("not yet"));
    stage.sandbox.faults.add({ kind: "drop", phone: ownPhone, direction: "in", match: { xmlns: "usync" } });
    await expect(stage.deliver(jid(fritz), prepared)).rejects.toMatchObject({
      code: "WHATSAPP_UNAVAILABLE",
      message: expect.stringContaining("nothing was sent"),
    });
    await stage.client.closed();
    stage.client.start();
    await stage.client.opened();
    expect(await seenBy(fritz, "not yet")).toBe(0);
  });

  it("that the client's own side ends before the acknowledgement has an unknown outcome", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("ended here"));
    stage.sandbox.faults.add({ kind: "lose-ack", phone: ownPhone, match: { class: "message" } });
    const delivery = stage.deliver(jid(ana), prepared);
    const refused = expect(delivery).rejects.toMatchObject({
      code: "SEND_OUTCOME_UNKNOWN",
      message: expect.stringContaining("connection"),
    });
    await (await stage.contact(ana)).received(({ text }) => text === "ended here");
    await stage.client.disconnect();
    await refused;
    stage.client.start();
    await stage.client.opened();
  });

  it("whose recipient's devices WhatsApp does not tell leaves nothing", async () => {
    const benno = "5511900000003";
    await stage.contact(benno);
    const prepared = await stage.prepare(jid(benno), plainText("never"));
    stage.sandbox.faults.add({
      kind: "refuse-iq",
      code: 429,
      text: "rate-overlimit",
      phone: ownPhone,
      match: { xmlns: "usync" },
    });
    await expect(stage.deliver(jid(benno), prepared)).rejects.toMatchObject({
      code: "WHATSAPP_RATE_LIMITED",
      details: { whatsapp: { code: 429, message: "rate-overlimit" } },
    });
    expect(await seenBy(benno, "never")).toBe(0);
  });

  it("whose recipient's keys are refused leaves nothing, and works afterwards", async () => {
    const carla = "5511900000004";
    await stage.contact(carla);
    const prepared = await stage.prepare(jid(carla), plainText("keys"));
    stage.sandbox.faults.add({
      kind: "refuse-iq",
      code: 406,
      text: "not-acceptable",
      phone: ownPhone,
      match: { xmlns: "encrypt" },
      times: 3,
    });
    await expect(stage.deliver(jid(carla), prepared)).rejects.toMatchObject({
      code: "WHATSAPP_REJECTED",
      details: { whatsapp: { code: 406, message: "not-acceptable" } },
    });
    expect(await seenBy(carla, "keys")).toBe(0);
    stage.sandbox.faults.clear();
    await stage.deliver(jid(carla), prepared);
    expect(await seenBy(carla, "keys")).toBe(1);
  });

  it("that waits too long for devices is given up, and does not leave later", async () => {
    const dora = "5511900000005";
    await stage.contact(dora);
    const prepared = await stage.prepare(jid(dora), plainText("too late"));
    const { id } = stage.sandbox.faults.add({ kind: "freeze", phone: ownPhone });
    await expect(stage.deliver(jid(dora), prepared)).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
    stage.sandbox.faults.release(id);
    // Sends of one account leave one after the other: this one leaves after whatever waited.
    await stage.send(jid(dora), plainText("after the freeze"));
    expect(await seenBy(dora, "too late")).toBe(0);
  });

  it("that is given up by its caller before it left does not leave later", async () => {
    const emil = "5511900000006";
    await stage.contact(emil);
    const prepared = await stage.prepare(jid(emil), plainText("given up"));
    const { id } = stage.sandbox.faults.add({ kind: "freeze", phone: ownPhone });
    const caller = new AbortController();
    const delivery = stage.deliver(jid(emil), prepared, caller.signal);
    caller.abort();
    await expect(delivery).rejects.toMatchObject({ code: "REQUEST_CANCELLED" });
    stage.sandbox.faults.release(id);
    await stage.send(jid(emil), plainText("after giving up"));
    expect(await seenBy(emil, "given up")).toBe(0);
  });

  it("to a number without account is refused before anything leaves", async () => {
    await expect(stage.send(jid("5511999999990"), plainText("nobody"))).rejects.toMatchObject({
      code: "NUMBER_NOT_ON_WHATSAPP",
    });
    await expect(stage.send("999999999999999@lid", plainText("nobody"))).rejects.toMatchObject({
      code: "NUMBER_NOT_ON_WHATSAPP",
    });
  });

  it("to the account itself arrives at its phone", async () => {
    const { receipt } = await stage.send(jid(ownPhone), plainText("note to self"));
    expect(receipt.remoteJid).toBe(jid(ownPhone));
  });

  it("of what is not ours to read is INTERNAL", async () => {
    const prepared = await stage.prepare(jid(ana), plainText("unreadable"));
    for (const engineData of [undefined, Buffer.from("rubbish"), Buffer.alloc(0)]) {
      await expect(stage.deliver(jid(ana), { ...prepared, engineData })).rejects.toMatchObject({ code: "INTERNAL" });
    }
  });
});
