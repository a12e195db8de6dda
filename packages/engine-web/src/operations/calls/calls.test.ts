import { type BinaryNode, getBinaryNodeChild, proto, unpadRandomMax16 } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { createCalls } from "./calls.ts";

let circle: Circle;
let ana: Member;
let bruno: Member;
let calls: ReturnType<typeof createCalls>;

beforeAll(async () => {
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
  bruno = await circle.connect("5511900000002", "Bruno");
  calls = createCalls({ sessions: circle.sessions });
}, 60_000);
afterAll(() => circle?.close());

const world = () => circle.sandbox.world;
const offer = (durationSeconds: number, more: { isVideo?: boolean; signal?: AbortSignal } = {}) =>
  calls.offerCall?.(
    ana.instance,
    { remoteJid: bruno.jid, isVideo: more.isVideo ?? false, durationSeconds },
    more.signal ?? patient,
  );
/** The next call that rings at Bruno's. */
const next = (after: number) =>
  world().calls.waitFor((call) => world().calls.to(bruno.client.account).indexOf(call) >= after);
const soFar = (): number => world().calls.to(bruno.client.account).length;

describe("a call that is offered", () => {
  test("rings with the key of the call encrypted for each device, and ends when its time is over", async () => {
    const offers: BinaryNode[] = [];
    bruno.client.socket.ws.on("CB:call,,offer", (node: BinaryNode) => offers.push(node));
    const before = soFar();
    const answer = await offer(0.05, { isVideo: true });

    const call = await next(before);
    expect(call).toMatchObject({ id: answer?.id, state: "ended", reason: "timeout", details: { isVideo: true } });
    await bruno.client.waitFor("call", (all) =>
      all.some(({ id, status, isVideo }) => id === call.id && status === "offer" && isVideo === true),
    );
    await bruno.client.waitFor("call", (all) => all.some(({ id, status }) => id === call.id && status === "timeout"));

    const [node] = offers;
    const enc = getBinaryNodeChild(getBinaryNodeChild(node, "offer"), "enc");
    const plain = await bruno.client.socket.signalRepository.decryptMessage({
      jid: node?.attrs["from"] ?? "",
      type: enc?.attrs["type"] === "pkmsg" ? "pkmsg" : "msg",
      ciphertext: Buffer.from(enc?.content as Uint8Array),
    });
    expect(proto.Message.decode(unpadRandomMax16(plain)).call?.callKey).toHaveLength(32);
  });

  test("stops ringing when it is rejected, and when its caller goes away", async () => {
    const before = soFar();
    const rejected = offer(15);
    const first = await next(before);
    world().calls.answer(bruno.client.account, first.id, "reject");
    expect(await rejected).toEqual({ id: first.id });
    expect(first.state).toBe("rejected");

    const caller = new AbortController();
    const given = offer(15, { signal: caller.signal });
    const second = await next(before + 1);
    caller.abort();
    await Promise.allSettled([given]);
    await second.until(["ended"]);
  });

  test("is refused for groups and for who is not on WhatsApp", async () => {
    const call = (remoteJid: string) =>
      calls.offerCall?.(ana.instance, { remoteJid, isVideo: false, durationSeconds: 1 }, patient);
    await expect(call("120363000000000000@g.us")).rejects.toMatchObject({ code: "RECIPIENT_INVALID" });
    await expect(call("5511955559999@s.whatsapp.net")).rejects.toMatchObject({ code: "NUMBER_NOT_ON_WHATSAPP" });
  });
});

describe("a call that comes in", () => {
  test("is rejected at the caller's phone", async () => {
    const caller = await circle.sandbox.contact("15550000002");
    const { length } = ana.client.events;
    const handle = await caller.call({ to: "5511900000001" });
    const [ringing] = await ana.client.waitFor("call", (all) => all.some(({ id }) => id === handle.id), {
      after: length,
    });
    await calls.rejectCall(ana.instance, { id: handle.id, from: ringing?.from ?? "" }, patient);
    await handle.rejected();
  });

  test("cannot be rejected towards somebody who is not there", async () => {
    await expect(
      calls.rejectCall(ana.instance, { id: "X", from: "5511955559999@s.whatsapp.net" }, patient),
    ).rejects.toMatchObject({ code: "WHATSAPP_REJECTED", details: { whatsapp: { code: 404 } } });
  });
});
