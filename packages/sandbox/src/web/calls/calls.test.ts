import type { WACallEvent } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { phoneJid } from "../address.ts";
import { Stage } from "../messaging/testing/stage.ts";
import { element } from "../stanza.ts";

const stage = new Stage();

/** Resolves with a call event of this status, of one call. */
async function call(client: TestClient, id: string, status: WACallEvent["status"]): Promise<WACallEvent> {
  const isMeant = (event: WACallEvent): boolean => event.id === id && event.status === status;
  const events = await client.waitFor("call", (calls) => calls.some(isMeant));
  const found = events.find(isMeant);
  if (found === undefined) throw new Error("the call is gone");
  return found;
}

test("a contact calls, the client rejects, and the contact and the other devices learn it", async () => {
  const ana = await stage.client(1, "Ana");
  const second = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  const handle = stage.world.calls.offer(account, ana.account, { video: true });
  const offer = await call(ana, handle.id, "offer");
  expect(offer).toMatchObject({ from: phoneJid(account), callerPn: phoneJid(account), isVideo: true, isGroup: false });
  await call(second, handle.id, "offer");
  await ana.socket.rejectCall(offer.id, offer.from);
  await handle.rejected();
  await handle.ended();
  expect(handle.state).toBe("rejected");
  await call(second, handle.id, "terminate");
  expect(stage.world.calls.to(ana.account)).toHaveLength(1);
  expect([...ana.complaints(), ...second.complaints()]).toEqual([]);
  expect(stage.world.transcript.unknowns).toEqual([]);
});

test("a call that nobody takes is a missed call in the chat", async () => {
  const ana = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  const handle = stage.world.calls.offer(account, ana.account);
  await call(ana, handle.id, "offer");
  handle.terminate();
  await call(ana, handle.id, "timeout");
  const missed = await ana.message(({ key }) => key.id === handle.id);
  expect(missed).toMatchObject({ key: { remoteJid: phoneJid(account), fromMe: false }, messageStubType: 40 });
  await expect(handle.rejected()).rejects.toThrow("ended");
});

test("a call that is taken on the phone stops ringing at the clients", async () => {
  const ana = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  const handle = stage.world.calls.offer(account, ana.account);
  await call(ana, handle.id, "offer");
  stage.world.calls.answer(ana.account, handle.id, "accept");
  await handle.accepted();
  await call(ana, handle.id, "terminate");
  expect(() => stage.world.calls.answer(ana.account, handle.id, "reject")).toThrow("does not ring");
});

test("a call while the client is away is told when it is back, and was missed", async () => {
  const ana = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  await stage.cut(ana);
  const handle = stage.world.calls.offer(account, ana.account);
  handle.terminate();
  await ana.reconnect();
  expect((await call(ana, handle.id, "offer")).offline).toBe(true);
  await call(ana, handle.id, "timeout");
});

test("a group's call rings at all other members, and goes on when one rejects it", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const { account } = stage.contact(1, "Carla");
  const group = stage.world.groups.create(account, "Team", [ana.account, bob.account]);
  const record = stage.world.groups.get(group.jid);
  if (record === undefined) throw new Error("there is no group");
  const handle = stage.world.calls.offer(account, ana.account, { group: record });
  for (const client of [ana, bob]) {
    expect(await call(client, handle.id, "offer")).toMatchObject({ isGroup: true, groupJid: group.jid });
  }
  await ana.socket.rejectCall(handle.id, phoneJid(account));
  expect(handle.state).toBe("ringing");
  handle.terminate("hangup");
  await call(bob, handle.id, "terminate");
});

test("a blocked caller rings nowhere", async () => {
  const ana = await stage.client(1, "Ana");
  const { account } = stage.contact(1, "Carla");
  stage.world.profiles.block(ana.account, account);
  const blocked = stage.world.calls.offer(account, ana.account);
  stage.world.profiles.unblock(ana.account, account);
  const heard = stage.world.calls.offer(account, ana.account);
  await call(ana, heard.id, "offer");
  const calls = ana.events.filter(({ name }) => name === "call").flatMap(({ data }) => data as WACallEvent[]);
  expect(calls.map(({ id }) => id)).not.toContain(blocked.id);
});

test("what a client signals of a call reaches the other side, to each device its own part", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  const laptop = await stage.client(2, "Bob");
  const keyFor = (client: TestClient): ReturnType<typeof element> =>
    element("to", { jid: phoneJid(client.account, client.address.device) }, [
      element("enc", { v: 2, type: "msg" }, Buffer.from(`key ${client.address.device}`)),
    ]);
  const offer = element("offer", { "call-id": "CALL1", "call-creator": ana.jid }, [
    element("audio", { enc: "opus", rate: 16_000 }),
    element("destination", {}, [keyFor(bob), keyFor(laptop)]),
  ]);
  await ana.socket.query(element("call", { to: bob.jid, from: ana.jid }, [offer]));
  await call(bob, "CALL1", "offer");
  await call(laptop, "CALL1", "offer");
  const offers = stage.world.transcript.stanzas({ direction: "out", tag: "call" });
  expect(offers.map(({ device, stanza }) => [device, JSON.stringify(stanza).includes("destination")])).toEqual([
    [bob.address.device, false],
    [laptop.address.device, false],
  ]);
  const [rung] = stage.world.calls.to(bob.account);
  expect(rung?.details).toMatchObject({ id: "CALL1", from: ana.account, isVideo: false });
  await bob.socket.rejectCall("CALL1", ana.jid);
  await call(ana, "CALL1", "reject");
  expect(rung?.state).toBe("rejected");
});

test("a client makes a link to a call", async () => {
  const ana = await stage.client(1, "Ana");
  const token = await ana.socket.createCallLink("video");
  expect(stage.world.calls.links.get(token ?? "")).toMatchObject({ media: "video", creator: ana.account.lid });
});

test("a call to nobody is answered with an error", async () => {
  const ana = await stage.client(1, "Ana");
  await expect(ana.socket.rejectCall("CALL1", "5511900000000@s.whatsapp.net")).resolves.toBeUndefined();
  const { stanza } = await stage.world.transcript.waitForStanza({
    direction: "out",
    tag: "ack",
    attrs: { class: "call" },
  });
  expect(stanza.attrs["error"]).toBe("404");
});
