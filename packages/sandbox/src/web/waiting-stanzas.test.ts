import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../testing/start.ts";
import { lidJid, phoneJid } from "./address.ts";
import type { DeviceAddress } from "./model.ts";
import { element, type Stanza } from "./stanza.ts";

let sandbox: TestSandbox;
let directory: string;
let own: DeviceAddress;
let other: DeviceAddress;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "waiting-stanzas-"));
  sandbox = await startTestSandbox({ data: directory });
  own = link("5511988880001");
  other = link("5511988880002");
});

afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true });
});

function link(phone: string): DeviceAddress {
  const account = sandbox.world.directory.account(phone);
  sandbox.world.directory.addCompanion({
    lid: account.lid,
    id: 1,
    keyIndex: 1,
    noiseKey: Buffer.alloc(32),
    deviceIdentity: Buffer.alloc(0),
    platform: "Test",
    pairedAt: 0,
    isProvisioned: true,
  });
  return { account, device: 1 };
}

function deliver(...stanzas: Stanza[]): void {
  for (const stanza of stanzas) sandbox.world.hub.deliver(own, stanza);
}

function answer(tag: "ack" | "receipt", attributes: Record<string, string | undefined>): void {
  sandbox.world.hub.answered(own, element(tag, attributes));
}

function waiting(): string[] {
  return sandbox.world.hub.waiting(own).map(({ tag, attrs }) => `${tag} ${attrs["id"]}`);
}

/** What Baileys answers, by stanza (lib/Socket/messages-recv.js, lib/Utils/stanza-ack.js). */
test("each kind of stanza is settled by the answer that clients give to it, and by no other", () => {
  const group = "1203630@g.us";
  const author = phoneJid(other.account, 1);
  const t = { t: "1" };
  deliver(
    element("message", { id: "M1", from: author, ...t }),
    element("message", { id: "M2", from: lidJid(other.account, 1), ...t }),
    element("message", { id: "M3", from: phoneJid(own.account, 2), recipient: phoneJid(other.account), ...t }),
    element("message", { id: "M4", from: group, participant: author, ...t }),
    element("message", { id: "M4", from: group, participant: phoneJid(own.account, 2), ...t }),
    element("message", { id: "M5", from: phoneJid(own.account), category: "peer", ...t }),
    element("message", { id: "M6", from: "1203631@newsletter", ...t }),
    element("receipt", { id: "M1", from: phoneJid(other.account), type: "read", ...t }),
    element("receipt", { id: "M1", from: group, participant: author, ...t }),
    element("notification", { id: "N1", from: "@s.whatsapp.net", type: "encrypt", ...t }),
    element("call", { id: "C1", from: phoneJid(other.account), ...t }),
    element("presence", { from: phoneJid(other.account) }),
  );
  const answers: [tag: "ack" | "receipt", attributes: Record<string, string | undefined>, settles: string][] = [
    ["receipt", { id: "M1", to: author, type: "inactive" }, "message M1"],
    ["receipt", { id: "M2", to: lidJid(other.account, 1) }, "message M2"],
    ["receipt", { id: "M3", to: undefined, recipient: phoneJid(other.account), type: "sender" }, "message M3"],
    ["receipt", { id: "M4", to: group, participant: author }, "message M4"],
    ["receipt", { id: "M4", to: group, participant: phoneJid(own.account, 2), type: "sender" }, "message M4"],
    ["receipt", { id: "M5", to: phoneJid(own.account), type: "peer_msg" }, "message M5"],
    ["ack", { id: "M6", to: "1203631@newsletter", class: "message" }, "message M6"],
    ["ack", { id: "M1", to: phoneJid(other.account), class: "receipt", type: "read" }, "receipt M1"],
    ["ack", { id: "M1", to: group, participant: author, class: "receipt" }, "receipt M1"],
    ["ack", { id: "N1", to: "@s.whatsapp.net", class: "notification", type: "encrypt" }, "notification N1"],
    ["ack", { id: "C1", to: phoneJid(other.account), class: "call" }, "call C1"],
  ];
  for (const [tag, attributes, settles] of answers) {
    const before = waiting();
    expect(before[0]).toBe(settles);
    answer(tag, { ...attributes, id: "unknown" });
    expect(waiting()).toEqual(before);
    answer(tag, attributes);
    expect(waiting()).toEqual(before.slice(1));
  }
});

test("a receipt that says more about a message than that it came settles nothing", () => {
  const from = phoneJid(other.account, 1);
  deliver(element("message", { id: "M1", from }));
  answer("receipt", { id: "M1", to: from });
  deliver(element("message", { id: "M1", from }));
  for (const type of ["read", "played", "read-self", "hist_sync"]) answer("receipt", { id: "M1", to: from, type });
  expect(waiting()).toEqual(["message M1"]);
});

test("the refusal after a retry receipt belongs to the same delivery, not to what was sent again", () => {
  const from = phoneJid(other.account, 1);
  const refusal = { id: "M1", to: from, class: "message", error: "500" };
  deliver(element("message", { id: "M1", from }));
  answer("receipt", { id: "M1", to: from, type: "retry" });
  expect(waiting()).toEqual([]);
  deliver(element("message", { id: "M1", from }));
  answer("ack", refusal);
  expect(waiting()).toEqual(["message M1"]);
  answer("ack", refusal);
  expect(waiting()).toEqual([]);
});

test("a connection that ended owes no refusals to the next one", () => {
  const from = phoneJid(other.account, 1);
  deliver(element("message", { id: "M1", from }));
  answer("receipt", { id: "M1", to: from, type: "retry" });
  sandbox.world.hub.attach(own, {
    id: 1,
    clientKey: Buffer.alloc(32),
    address: own,
    isActive: false,
    isOpen: true,
    send: () => {},
    end: () => {},
    drop: () => {},
  });
  deliver(element("message", { id: "M1", from }));
  answer("ack", { id: "M1", to: from, class: "message", error: "500" });
  expect(waiting()).toEqual([]);
});

test("one answer settles one stanza, whatever comes in between", () => {
  const from = phoneJid(other.account);
  fc.assert(
    fc.property(fc.array(fc.record({ isDelivery: fc.boolean(), id: fc.constantFrom("A", "B") })), (steps) => {
      sandbox.world.hub.forget(own);
      const expected: string[] = [];
      for (const { isDelivery, id } of steps) {
        if (isDelivery) {
          deliver(element("receipt", { id, from }));
          expected.push(`receipt ${id}`);
        } else {
          answer("ack", { id, to: from, class: "receipt" });
          const index = expected.indexOf(`receipt ${id}`);
          if (index >= 0) expected.splice(index, 1);
        }
        expect(waiting()).toEqual(expected);
      }
    }),
  );
});

test("what waits survives a restart, in order, and can be answered then", async () => {
  const from = phoneJid(other.account, 1);
  for (const id of ["M1", "M2", "M3"]) deliver(element("message", { id, from }, Buffer.from(id)));
  answer("receipt", { id: "M2", to: from });
  await sandbox.close();
  sandbox = await startTestSandbox({ data: directory });
  const account = sandbox.world.directory.byPhone(own.account.phone);
  if (account === undefined) throw new Error("the account is gone");
  own = { account, device: 1 };
  expect(waiting()).toEqual(["message M1", "message M3"]);
  expect(sandbox.world.hub.waiting(own)[0]?.content).toEqual(Buffer.from("M1"));
  deliver(element("message", { id: "M4", from }));
  answer("receipt", { id: "M1", to: from });
  expect(waiting()).toEqual(["message M3", "message M4"]);
});

test("of what waits the oldest is forgotten, and the transcript says so, before it is more than a client could be sent", async () => {
  await sandbox.close();
  sandbox = await startTestSandbox();
  own = link("5511988880001");
  const large = Buffer.alloc(5 * 2 ** 20);
  const ids = Array.from({ length: 14 }, (_none, index) => `N${index}`);
  deliver(...ids.map((id) => element("notification", { id, from: "@s.whatsapp.net" }, [element("x", {}, large)])));
  const kept = waiting();
  expect(kept).toEqual(ids.slice(-9).map((id) => `notification ${id}`));
  const notes = sandbox.world.transcript.entries.flatMap(({ note }) => note ?? []);
  expect(notes).toHaveLength(ids.length - kept.length);
  expect(notes[0]).toContain("<notification> N0 is forgotten");
  // What is answered makes room.
  for (const id of ids.slice(-9)) answer("ack", { id, to: "@s.whatsapp.net", class: "notification" });
  deliver(...ids.slice(0, 9).map((id) => element("notification", { id, from: "@s.whatsapp.net" }, large)));
  expect(waiting()).toHaveLength(9);
});
