import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { request } from "./request.ts";
import { type Circle, type Member, patient, startCircle } from "./testing/circle.ts";
import { whatsappError } from "./whatsapp-error.ts";

let circle: Circle;
let ana: Member;

beforeAll(async () => {
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
}, 60_000);
afterAll(() => circle?.close());
beforeEach(async () => {
  circle.sandbox.faults.clear();
  if (!ana.client.isOpen) await ana.client.reconnect();
});

const match = { xmlns: "w:biz" };
/** Asks for a business profile, which Baileys does not do by itself. */
const ask = (signal: AbortSignal = patient, timeoutMs?: number) =>
  request(circle.sessions.of(ana.instance), { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, (socket) =>
    socket.getBusinessProfile(ana.jid),
  );

describe("a request", () => {
  test.each([
    [400, "WHATSAPP_REJECTED"],
    [403, "WHATSAPP_REJECTED"],
    [429, "WHATSAPP_RATE_LIMITED"],
    [500, "WHATSAPP_UNAVAILABLE"],
    [503, "WHATSAPP_UNAVAILABLE"],
  ])("that WhatsApp refuses with %i is %s", async (code, expected) => {
    circle.sandbox.faults.add({ kind: "refuse-iq", code, text: "no-way", match });
    await expect(ask()).rejects.toMatchObject({ code: expected, details: { whatsapp: { code, message: "no-way" } } });
  });

  test("that nobody answers ends in time, and leaves no listener", async () => {
    circle.sandbox.faults.add({ kind: "lose", direction: "in", match });
    const { ws } = ana.client.socket;
    const before = ws.listenerCount("close");
    await expect(ask(patient, 50)).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
    // The query itself goes on waiting in Baileys; nothing else does.
    expect(ws.listenerCount("close") - before).toBeLessThanOrEqual(1);
  });

  test("ends with the connection that it was made on", async () => {
    circle.sandbox.faults.add({ kind: "drop", direction: "in", match });
    await expect(ask()).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE", message: /lost/ });
    await ana.client.closed();
  });

  test("ends when the client ends the connection itself", async () => {
    circle.sandbox.faults.add({ kind: "lose", direction: "in", match });
    const answer = expect(ask()).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
    ana.client.socket.end(undefined);
    await answer;
    await ana.client.closed();
  });

  test("is one of many that end with the connection, without a warning of a leak", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): unknown => warnings.push(warning);
    process.on("warning", onWarning);
    try {
      circle.sandbox.faults.add({ kind: "lose", direction: "in", match, times: 30 });
      const answers = Promise.allSettled(Array.from({ length: 30 }, () => ask()));
      ana.client.socket.end(undefined);
      for (const answer of await answers) {
        expect(answer).toMatchObject({ status: "rejected", reason: { code: "WHATSAPP_UNAVAILABLE" } });
      }
      await ana.client.closed();
      expect(warnings).toEqual([]);
    } finally {
      process.off("warning", onWarning);
    }
  });

  test("ends with its caller, with the reason that he was given", async () => {
    circle.sandbox.faults.add({ kind: "lose", direction: "in", match });
    const caller = new AbortController();
    const answer = expect(ask(caller.signal)).rejects.toMatchObject({ code: "REQUEST_TIMEOUT" });
    caller.abort(new WaxwingError("REQUEST_TIMEOUT"));
    await answer;
    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ code: "REQUEST_CANCELLED" });
  });

  test("is not made over a socket that is closed", async () => {
    const session = circle.sessions.of(ana.instance);
    await ana.client.disconnect();
    const asked = request(session, { signal: patient }, (socket) => socket.getBusinessProfile(ana.jid));
    await expect(asked).rejects.toMatchObject({ code: "INSTANCE_NOT_CONNECTED" });
  });

  test("that fails for another reason fails with it", async () => {
    const bug = new TypeError("a mistake of ours");
    await expect(
      request(circle.sessions.of(ana.instance), { signal: patient }, () => Promise.reject(bug)),
    ).rejects.toBe(bug);
  });
});

describe("the same code", () => {
  const boom = (code: number) => Object.assign(new Error("text"), { isBoom: true, data: code });

  test.each([
    [401, "group", "GROUP_ACCESS_DENIED"],
    [403, "group", "GROUP_ACCESS_DENIED"],
    [404, "group", "GROUP_NOT_FOUND"],
    [406, "group", "WHATSAPP_REJECTED"],
    [404, "invite", "INVITE_INVALID"],
    [406, "invite", "INVITE_INVALID"],
    [409, "invite", "INVITE_INVALID"],
    [410, "invite", "INVITE_INVALID"],
    [404, "account", "WHATSAPP_REJECTED"],
  ] as const)("%i of a request about a(n) %s is %s", (code, subject, expected) => {
    expect(whatsappError(boom(code), subject)).toMatchObject({ code: expected, details: { whatsapp: { code } } });
  });
});
