import { proto } from "@whiskeysockets/baileys";
import { expect, test } from "vitest";
import { useSandbox } from "../../testing/fixture.ts";
import type { Connection } from "../connection-interface.ts";
import { bytesOf, childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import { verifySignature } from "../wire/signature.ts";
import { usync } from "./usync.ts";

const fixture = useSandbox();

function usyncIq(protocols: string[], users: Stanza[]): Stanza {
  return element("iq", { to: "@s.whatsapp.net", type: "get", xmlns: "usync" }, [
    element("usync", { context: "interactive", mode: "query", sid: "1", last: "true", index: "0" }, [
      element(
        "query",
        {},
        protocols.map((tag) => element(tag)),
      ),
      element("list", {}, users),
    ]),
  ]);
}

test("onWhatsApp finds registered numbers only", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  fixture.sandbox.world.directory.account("15550000002");
  expect(await client.socket.onWhatsApp("15550000002", "+1 555 000 0003", "15550000001@s.whatsapp.net")).toEqual([
    { jid: "15550000002@s.whatsapp.net", exists: true },
    { jid: "15550000001@s.whatsapp.net", exists: true },
  ]);
});

test.each([
  ["Brazil, registered without the ninth digit", "551188887777", "5511988887777"],
  ["Brazil, registered with the ninth digit", "5511988887777", "551188887777"],
  ["Mexico, registered with the 1", "5215512345678", "525512345678"],
  ["Mexico, registered without the 1", "525512345678", "5215512345678"],
])("%s: the other form finds the account, and the answer has the registered form", async (_, registered, other) => {
  const client = await fixture.connect({ phone: "15550000001" });
  fixture.sandbox.world.directory.account(registered);
  const jid = `${registered}@s.whatsapp.net`;
  expect(await client.socket.onWhatsApp(other)).toEqual([{ jid, exists: true }]);
  expect(await client.socket.onWhatsApp(registered)).toEqual([{ jid, exists: true }]);
});

test("a Brazilian landline has one form", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  fixture.sandbox.world.directory.account("551133334444");
  expect(await client.socket.onWhatsApp("5511933334444")).toEqual([]);
});

test("a third party sees all devices of an account, and the list is signed by the account", async () => {
  const [one, other] = [
    await fixture.connect({ phone: "15550000001" }),
    await fixture.connect({ phone: "15550000001" }),
  ];
  const third = await fixture.connect({ phone: "15550000002" });
  const devices = await third.socket.getUSyncDevices([one.jid], false, false);
  expect(devices.map(({ jid }) => jid)).toEqual([
    "15550000001@s.whatsapp.net",
    "15550000001:1@s.whatsapp.net",
    "15550000001:2@s.whatsapp.net",
  ]);
  expect(await third.socket.getUSyncDevices([other.lid], false, false)).toHaveLength(3);

  const answer: Stanza = await third.socket.query(usyncIq(["devices"], [element("user", { jid: one.jid })]));
  const user = childOf(childOf(childOf(answer, "usync"), "list"), "user");
  const list = bytesOf(childOf(childOf(user, "devices"), "key-index-list"));
  const { details, accountSignature } = proto.ADVSignedKeyIndexList.decode(list ?? Buffer.alloc(0));
  const { publicKey } = fixture.sandbox.world.phones.of(one.account).identity;
  const signed = Buffer.concat([Buffer.from([6, 2]), details ?? Buffer.alloc(0)]);
  expect(verifySignature(publicKey, signed, accountSignature ?? Buffer.alloc(0))).toBe(true);
  expect(proto.ADVKeyIndexList.decode(details ?? Buffer.alloc(0)).validIndexes).toEqual([0, 1, 2]);
});

test.each(["number", "LID"])(
  "who has a device list by %s in memory learns of linked and unlinked devices",
  async (form) => {
    const one = await fixture.connect({ phone: "15550000001" });
    const third = await fixture.connect({ phone: "15550000002" });
    const jid = form === "LID" ? one.lid : one.jid;
    await third.send(jid, { text: "hello" });
    await one.text("hello");
    const remembered = async () =>
      (await third.socket.getUSyncDevices([jid], true, false)).map(({ device }) => device ?? 0);
    expect(await remembered()).toEqual([0, 1]);
    const { devices, transcript } = fixture.sandbox.world;
    const questions = () =>
      transcript.stanzas({ direction: "in", phone: "15550000002", attrs: { xmlns: "usync" } }).length;
    const asked = questions();

    const other = await fixture.connect({ phone: "15550000001" });
    await third.send(jid, { text: "to both" });
    await Promise.all([one.text("to both"), other.text("to both")]);
    expect(await remembered()).toEqual([0, 1, 2]);

    devices.unlink(one.account, 1);
    await expect.poll(remembered).toEqual([0, 2]);
    expect(questions()).toBe(asked);
    expect(third.complaints()).toEqual([]);
  },
);

test("an account's other companions learn of a new one", async () => {
  const one = await fixture.connect({ phone: "15550000001" });
  await fixture.connect({ phone: "15550000001" });
  await one.until(() => one.logs.some(({ message }) => message === "got my own devices"), { what: "notification" });
});

test("about text and timer are told, the text only to whom its owner shows it", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const { directory, profiles } = fixture.sandbox.world;
  const other = directory.account("15550000002");
  profiles.setAbout(other, "At the beach");
  profiles.setDisappearing(other, 86_400);
  const jid = "15550000002@s.whatsapp.net";
  expect(await client.socket.fetchStatus(jid)).toMatchObject([{ id: jid, status: { status: "At the beach" } }]);
  expect(await client.socket.fetchDisappearingDuration(jid)).toMatchObject([
    { id: jid, disappearing_mode: { duration: 86_400 } },
  ]);
  profiles.setPrivacy(other, "status", "none");
  expect(await client.socket.fetchStatus(jid)).toMatchObject([{ id: jid, status: { status: "" } }]);
});

test("a number that nobody has gets no devices and no LID, and cannot be written to", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const jid = "15559999999@s.whatsapp.net";
  expect(await client.socket.getUSyncDevices([jid], false, false)).toEqual([]);
  expect(await client.socket.signalRepository.lidMapping.getLIDForPN(jid)).toBeNull();
});

test("a protocol that the sandbox does not know is answered with an error, and noted", async () => {
  const client = await fixture.connect({ phone: "15550000001" });
  const answer: Stanza = await client.socket.query(
    usyncIq(["contact", "horoscope"], [element("user", {}, [element("contact", {}, "+15550000001")])]),
  );
  const usync = childOf(answer, "usync");
  expect(childrenOf(childOf(usync, "result")).map((each) => childOf(each, "error")?.attrs["code"])).toEqual([
    undefined,
    "501",
  ]);
  expect(childOf(childOf(childOf(usync, "list"), "user"), "contact")?.attrs["type"]).toBe("in");
  expect(fixture.sandbox.world.transcript.unknowns.map(({ note }) => note)).toEqual(["usync protocols horoscope"]);
});

test("a protocol with the name of a property that every object has is unknown too", () => {
  const { world } = fixture.sandbox;
  const from = { account: world.directory.account("15550000001"), device: 0 };
  const iq = usyncIq(["constructor"], [element("user", { jid: "15550000001@s.whatsapp.net" })]);
  const connection = { id: 1, address: from } as Connection;
  const child = childOf(iq) ?? iq;
  const [answer] = usync(world, { connection, from, iq, child, to: "@s.whatsapp.net", after: () => {} });
  const [protocol] = childrenOf(childOf(answer, "result"));
  expect(childOf(protocol, "error")?.attrs["code"]).toBe("501");
  expect(childrenOf(childOf(childOf(answer, "list"), "user"))).toEqual([]);
});
