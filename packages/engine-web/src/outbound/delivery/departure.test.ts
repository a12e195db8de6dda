import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { departuresOn } from "../../testing/test-session.ts";
import { jid, ownPhone, plainText, type Stage, setStage } from "../testing/stage.ts";

const ana = "5511900000002";

describe("a message that is not noted yet", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
    await stage.contact(ana);
    await stage.send(jid(ana), plainText("first of all"));
  });
  afterAll(async () => stage[Symbol.asyncDispose]());

  const never = new AbortController().signal;
  const sentMessages = () =>
    stage.sandbox.transcript.stanzas({ direction: "in", phone: ownPhone, tag: "message" }).length;
  const seen = async (text: string) => {
    await stage.sandbox.idle();
    return (await stage.contact(ana)).messages.filter((message) => message.text === text).length;
  };

  it("is encrypted and waits; what comes behind it waits too, and leaves in order", async () => {
    const { socket } = stage.client;
    const noted = Promise.withResolvers<void>();
    const sent = sentMessages();
    const before = departuresOn(socket);
    const held = stage.deliver(jid(ana), await stage.prepare(jid(ana), plainText("held")), never, noted.promise);
    await vi.waitFor(() => expect(departuresOn(socket)).toBe(before + 1));
    const behind = stage.send(jid(ana), plainText("behind"));
    await stage.sandbox.idle();
    expect(sentMessages()).toBe(sent);
    noted.resolve();
    await Promise.all([held, behind]);
    await (await stage.contact(ana)).received(({ text }) => text === "behind");
    const texts = (await stage.contact(ana)).messages.map(({ text }) => text);
    expect(texts.slice(-2)).toEqual(["held", "behind"]);
  });

  it("stays here when it cannot be noted before it would leave, and the connection lives on", async () => {
    const refusal = new Error("it cannot be stored");
    const prepared = await stage.prepare(jid(ana), plainText("refused at once"));
    await expect(stage.deliver(jid(ana), prepared, never, Promise.reject(refusal))).rejects.toBe(refusal);
    await stage.send(jid(ana), plainText("after the refusal"));
    await (await stage.contact(ana)).received(({ text }) => text === "after the refusal");
    expect(await seen("refused at once")).toBe(0);
  });

  it("stays here when it turns out late that it cannot be noted: the connection is cut off", async () => {
    const { socket } = stage.client;
    const refusal = new Error("the database is away");
    const noted = Promise.withResolvers<void>();
    const before = departuresOn(socket);
    const prepared = await stage.prepare(jid(ana), plainText("refused late"));
    const delivery = stage.deliver(jid(ana), prepared, never, noted.promise);
    await vi.waitFor(() => expect(departuresOn(socket)).toBe(before + 1));
    noted.reject(refusal);
    await expect(delivery).rejects.toBe(refusal);
    await stage.client.closed();
    stage.client.start();
    await stage.client.opened();
    await stage.deliver(jid(ana), prepared);
    await (await stage.contact(ana)).received(({ text }) => text === "refused late");
    expect(await seen("refused late")).toBe(1);
  });
});

describe("a message that is held", () => {
  const never = new AbortController().signal;
  const held = async (stage: Stage, text: string, signal = never) => {
    const { socket } = stage.client;
    const noted = Promise.withResolvers<void>();
    const before = departuresOn(socket);
    const prepared = await stage.prepare(jid(ana), plainText(text));
    const delivery = stage.deliver(jid(ana), prepared, signal, noted.promise);
    delivery.catch(() => undefined);
    await vi.waitFor(() => expect(departuresOn(socket)).toBe(before + 1));
    return { delivery, prepared, noted };
  };

  it("was not sent when the connection ends before it left", async () => {
    await using stage = await setStage();
    const contact = await stage.contact(ana);
    await stage.send(jid(ana), plainText("first of all"));
    const { delivery, prepared, noted } = await held(stage, "lost here");
    stage.client.socket.end(undefined);
    await expect(delivery).rejects.toMatchObject({
      code: "WHATSAPP_UNAVAILABLE",
      message: expect.stringContaining("nothing was sent"),
    });
    noted.resolve();
    await stage.client.closed();
    stage.client.start();
    await stage.client.opened();
    await stage.deliver(jid(ana), prepared);
    await contact.received(({ text }) => text === "lost here");
    await stage.sandbox.idle();
    expect(contact.messages.filter(({ text }) => text === "lost here")).toHaveLength(1);
  });

  it("has an unknown outcome when its call is given up: it may leave yet", async () => {
    await using stage = await setStage();
    const contact = await stage.contact(ana);
    await stage.send(jid(ana), plainText("first of all"));
    const caller = new AbortController();
    const { delivery, noted } = await held(stage, "given up", caller.signal);
    caller.abort();
    await expect(delivery).rejects.toMatchObject({ code: "SEND_OUTCOME_UNKNOWN" });
    noted.resolve();
    await contact.received(({ text }) => text === "given up");
  });
});

describe("privacy tokens", () => {
  const bruno = "5511900000003";
  const given = ({ sandbox }: Stage): number =>
    sandbox.transcript
      .stanzas({ direction: "in", phone: ownPhone, tag: "iq" })
      .filter(({ stanza }) => stanza.attrs["xmlns"] === "privacy" && stanza.attrs["type"] === "set").length;

  it("are given to whom one writes, once, also after the connection was a new one", async () => {
    await using stage = await setStage();
    await stage.contact(ana);
    await stage.contact(bruno);
    await Promise.all([1, 2, 3].map((each) => stage.send(jid(ana), plainText(`together ${each}`))));
    await vi.waitFor(() => expect(given(stage)).toBe(1));
    await stage.send(jid(ana), plainText("later"));
    await stage.client.reconnect();
    await stage.send(jid(ana), plainText("in a new connection"));
    await stage.send(jid(bruno), plainText("to somebody else"));
    await vi.waitFor(() => expect(given(stage)).toBe(2));
    await stage.sandbox.idle();
    expect(given(stage)).toBe(2);
  });

  it("are not used up by a message that did not leave", async () => {
    await using stage = await setStage();
    await stage.contact(ana);
    stage.sandbox.faults.add({ kind: "refuse-iq", code: 406, phone: ownPhone, match: { xmlns: "encrypt" }, times: 3 });
    await expect(stage.send(jid(ana), plainText("without keys"))).rejects.toMatchObject({ code: "WHATSAPP_REJECTED" });
    stage.sandbox.faults.clear();
    expect(given(stage)).toBe(0);
    await vi.waitFor(async () => {
      await stage.send(jid(ana), plainText("with keys"));
      expect(given(stage)).toBe(1);
    });
  });

  it("that WhatsApp refused are given with the next message", async () => {
    await using stage = await setStage();
    await stage.contact(ana);
    const match = { xmlns: "privacy", type: "set" };
    stage.sandbox.faults.add({ kind: "refuse-iq", code: 503, phone: ownPhone, match, times: 1 });
    await stage.send(jid(ana), plainText("refused"));
    const isForgotten = async () => {
      const { authState, signalRepository } = stage.client.socket;
      const lid = await signalRepository.lidMapping.getLIDForPN(jid(ana));
      const tokens = await authState.keys.get("tctoken", [lid ?? jid(ana)]);
      return Object.values(tokens).some(({ senderTimestamp }) => senderTimestamp === undefined);
    };
    await vi.waitFor(async () => expect(await isForgotten()).toBe(true));
    await stage.send(jid(ana), plainText("again"));
    await vi.waitFor(() => expect(given(stage)).toBe(2));
    await stage.send(jid(ana), plainText("and once more"));
    await stage.sandbox.idle();
    expect(given(stage)).toBe(2);
  });
});
