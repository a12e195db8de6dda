import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import { childOf, element, type Stanza } from "../stanza.ts";

const PHONE = "15550000001";
const fixture = useSandbox();

function request(xmlns: string, type: string, child: Stanza): Stanza {
  return element("iq", { to: "@s.whatsapp.net", xmlns, type }, [child]);
}

test("every question of a start is answered, and known", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { transcript } = fixture.sandbox.world;
  const asked = transcript.stanzas({ direction: "in", tag: "iq", phone: PHONE }).map(({ stanza }) => stanza.attrs);
  const answered = transcript
    .stanzas({ direction: "out", tag: "iq", phone: PHONE, attrs: { type: "result" } })
    .map(({ stanza }) => stanza.attrs["id"]);
  const namespaces = asked.map(({ xmlns }) => xmlns);
  for (const xmlns of ["encrypt", "passive", "abt", "blocklist", "privacy", "w:sync:app:state"]) {
    expect(namespaces).toContain(xmlns);
  }
  await client.until(() =>
    asked.every(({ id }) =>
      transcript.stanzas({ direction: "out", tag: "iq" }).some(({ stanza }) => stanza.attrs["id"] === id),
    ),
  );
  expect(answered.length).toBeGreaterThan(5);
  expect(transcript.unknowns).toEqual([]);
  expect(client.complaints()).toEqual([]);
});

test("telemetry, which Baileys sends without a type, is taken", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const answer: Stanza = await client.socket.sendWAMBuffer(Buffer.from("WAM"));
  expect(answer.attrs["type"]).toBe("result");
});

test("a request that the sandbox does not know fails with 501, and is noted", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const unknown = client.socket.query(request("w:horoscope", "get", element("today")));
  await expect(unknown).rejects.toMatchObject({ message: "feature-not-implemented", data: 501 });
  expect(fixture.sandbox.world.transcript.unknowns).toHaveLength(1);
});

test("what waits for a client comes before the end of the queue, in order, each marked as offline", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const other = await fixture.connect({ phone: "15550000002" });
  await client.disconnect();
  for (const text of ["one", "two", "three"]) await other.send(client.jid, { text });
  const { hub, transcript } = fixture.sandbox.world;
  const { address } = client;
  await client.until(() => hub.waiting(address).filter(({ tag }) => tag === "message").length === 3);
  const after = client.events.length;
  await client.reconnect();
  const { connection = 0 } = transcript.stanzas({ direction: "out", phone: PHONE }).at(-1) ?? {};
  const sent = transcript.stanzas({ direction: "out", connection }).map(({ stanza }) => stanza);
  const end = sent.findIndex((stanza) => stanza.tag === "ib" && childOf(stanza)?.tag === "offline");
  const queued = sent.slice(0, end).filter(({ attrs }) => attrs["offline"] !== undefined);
  expect(childOf(sent[end])?.attrs["count"]).toBe(String(queued.length));
  const messages = await Promise.all(["one", "two", "three"].map((text) => client.text(text, { after })));
  const ids = queued.filter(({ tag }) => tag === "message").map(({ attrs }) => attrs["id"]);
  expect(messages.map(({ key }) => key.id)).toEqual(ids);
  const arrivals = client.events
    .slice(after)
    .flatMap((event) => (event.name === "messages.upsert" ? [(event.data as { type: string }).type] : []));
  expect(new Set(arrivals)).toEqual(new Set(["append"]));
});

test("a client that turns passive gets nothing until it is active again, and then everything once", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const other = await fixture.connect({ phone: "15550000002" });
  const { hub, transcript } = fixture.sandbox.world;
  const sent = () =>
    transcript
      .stanzas({ direction: "out", phone: PHONE, tag: "message" })
      .filter(({ stanza }) => stanza.attrs["from"]?.startsWith(other.account.phone));
  await client.socket.query(request("passive", "set", element("passive")));
  await other.send(client.jid, { text: "are you there?" });
  await client.until(() => hub.waiting(client.address).some(({ tag }) => tag === "message"));
  expect(sent()).toEqual([]);
  const activate = () => client.socket.query(request("passive", "set", element("active")));
  await Promise.all([activate(), activate()]);
  await client.text("are you there?");
  expect(sent()).toHaveLength(1);
});

test("a client with dirty groups fetches them anew, and is not told again", async () => {
  const client = await fixture.connect({ phone: PHONE });
  const { devices, transcript } = fixture.sandbox.world;
  const { address } = client;
  const told = () =>
    transcript
      .stanzas({ direction: "out", tag: "ib", phone: PHONE })
      .filter(({ stanza }) => childOf(stanza)?.tag === "dirty");
  await client.disconnect();
  devices.markDirty(address, "groups");
  expect(told()).toEqual([]);
  await client.reconnect();
  expect(told()).toHaveLength(1);
  await transcript.waitForStanza({ direction: "in", phone: PHONE, attrs: { xmlns: "w:g2", type: "get" } });
  await transcript.waitForStanza({ direction: "in", phone: PHONE, attrs: { xmlns: "urn:xmpp:whatsapp:dirty" } });
  await client.reconnect();
  expect(told()).toHaveLength(1);
  devices.markDirty(address, "groups");
  await client.until(() => told().length === 2);
});
