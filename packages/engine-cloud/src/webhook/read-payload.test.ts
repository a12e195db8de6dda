import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type InstanceDirectory, readPayload, type Unread } from "./read-payload.ts";

const shop = { id: "instance-shop", name: "shop" };
const twin = { id: "instance-twin", name: "twin" };
const other = { id: "instance-other", name: "other" };

/** Number 111 belongs to two instances, 222 to one, every other to none. */
const instances: InstanceDirectory = {
  byNumber: (integration, number) => {
    if (integration !== "WHATSAPP-BUSINESS") return [];
    return number === "111" ? [shop, twin] : number === "222" ? [other] : [];
  },
};

function read(payload: unknown) {
  const unread: Unread[] = [];
  return { deliveries: readPayload(payload, instances, (one) => unread.push(one)), unread };
}

const payloadOf = (...values: object[]) => ({
  object: "whatsapp_business_account",
  entry: [{ id: "987", changes: values.map((value) => ({ field: "messages", value })) }],
});
const changeValue = (number: string, rest: object) => ({
  messaging_product: "whatsapp",
  metadata: { display_phone_number: "15550783881", phone_number_id: number },
  ...rest,
});
const textFrom = (from: string, id: string, body = "Hello") => ({
  from,
  id,
  timestamp: "1717689097",
  type: "text",
  text: { body },
});

/** The only message that a value for number 222 gave. */
function messageOf(message: object, contacts: unknown = []) {
  const { deliveries } = read(payloadOf(changeValue("222", { contacts, messages: [message] })));
  return deliveries[0]?.batch.messages[0];
}

describe("a message", () => {
  it("with a text becomes a conversation of its writer", () => {
    const contacts = [
      { profile: { name: "João" }, wa_id: "5511888888888" },
      { profile: { name: "Maria" }, wa_id: "5511999999999" },
    ];
    expect(messageOf(textFrom("5511999999999", "wamid.1"), contacts)).toEqual({
      keyId: "wamid.1",
      remoteJid: "5511999999999@s.whatsapp.net",
      fromMe: false,
      participant: undefined,
      pushName: "Maria",
      messageType: "conversation",
      message: { conversation: "Hello" },
      contextInfo: undefined,
      source: "unknown",
      status: "DELIVERY_ACK",
      timestamp: 1717689097,
    });
  });

  it("never takes another contact's name", () => {
    const contacts = [{ profile: { name: "João" }, wa_id: "5511888888888" }];
    expect(messageOf(textFrom("5511999999999", "wamid.1"), contacts)?.pushName).toBeUndefined();
  });

  it("that replies names the quoted message and its writer", () => {
    const reply = { ...textFrom("5511999999999", "wamid.2"), context: { from: "15550783881", id: "wamid.1" } };
    expect(messageOf(reply)?.contextInfo).toEqual({ stanzaId: "wamid.1", participant: "15550783881@s.whatsapp.net" });
    const forwarded = { ...textFrom("5511999999999", "wamid.2"), context: { forwarded: true } };
    expect(messageOf(forwarded)?.contextInfo).toBeUndefined();
  });

  it.each([
    { type: "image", image: { id: "1", mime_type: "image/jpeg", sha256: "x", caption: "Look" } },
    { type: "reaction", reaction: { message_id: "wamid.0", emoji: "👍" } },
    { type: "unsupported", errors: [{ code: 131051, title: "Message type unknown" }] },
    { type: "of tomorrow", content: { any: ["thing", 1, null, true] } },
    { type: "text", text: { body: 7 } },
    { no: "type" },
  ])("that is no text is kept as Meta gave it: %o", (content) => {
    const message = { from: "5511999999999", id: "wamid.1", timestamp: "1717689097", ...content };
    expect(messageOf(message)).toMatchObject({ messageType: "unknown", message: { raw: message } });
  });

  it.each([undefined, "", "soon", "-1", "99999999999999", 1.5, null, {}])(
    "with the timestamp %o is of now",
    (timestamp) => {
      const before = Math.floor(Date.now() / 1000);
      const message = messageOf({ ...textFrom("5511999999999", "wamid.1"), timestamp });
      expect(message?.timestamp).toBeGreaterThanOrEqual(before);
      expect(message?.timestamp).toBeLessThanOrEqual(Date.now() / 1000);
    },
  );

  it("of a group belongs to the group, with its writer, and keeps Meta's object", () => {
    const message = { ...textFrom("5511999999999", "wamid.1"), group_id: "Y2FwaV9ncm91cDox" };
    expect(messageOf(message)).toMatchObject({
      remoteJid: "Y2FwaV9ncm91cDox@g.us",
      participant: "5511999999999@s.whatsapp.net",
      messageType: "conversation",
      message: { conversation: "Hello", raw: message },
    });
  });

  it("of a person without a number belongs to the business-scoped user id, and keeps Meta's object", () => {
    const { from: _from, ...rest } = textFrom("", "wamid.1");
    const message = { ...rest, from_user_id: "US.13491208655302741918" };
    const contacts = [{ profile: { username: "@maria" }, user_id: "US.13491208655302741918" }];
    expect(messageOf(message, contacts)).toMatchObject({
      remoteJid: "US.13491208655302741918@bsuid",
      pushName: "@maria",
      message: { conversation: "Hello", raw: message },
    });
  });

  it("loses what PostgreSQL cannot store, and nothing else", () => {
    const contacts = [{ profile: { name: "Ma\0ria" }, wa_id: "5511999999999" }];
    expect(messageOf(textFrom("5511999999999", "wamid.\0", "a\0b\ud83dc😀"), contacts)).toMatchObject({
      keyId: "wamid.\ufffd",
      pushName: "Ma\ufffdria",
      message: { conversation: "a\ufffdb\ufffdc😀" },
    });
    const raw = JSON.parse(
      '{"from":"1","id":"w","type":"x","x":{"k\\u0000":["\\ud83d"],"__proto__":{"a":1},"n":1e999}}',
    );
    const stored = messageOf(raw)?.message.raw;
    expect(JSON.stringify(stored)).toBe(
      '{"from":"1","id":"w","type":"x","x":{"k\ufffd":["\ufffd"],"__proto__":{"a":1},"n":null}}',
    );
  });
});

describe("a status", () => {
  const statusOf = (status: object) =>
    read(
      payloadOf(
        changeValue("222", {
          statuses: [{ id: "wamid.1", timestamp: "1717689097", recipient_id: "5511999999999", ...status }],
        }),
      ),
    ).deliveries[0]?.batch.statuses[0];

  it.each([
    ["sent", "SERVER_ACK"],
    ["delivered", "DELIVERY_ACK"],
    ["read", "READ"],
    ["played", "PLAYED"],
    ["failed", "ERROR"],
  ])("%s is %s", (status, expected) => {
    expect(statusOf({ status })).toEqual({
      keyId: "wamid.1",
      remoteJid: "5511999999999@s.whatsapp.net",
      fromMe: true,
      status: expected,
      timestamp: 1717689097,
      error: undefined,
      attemptId: undefined,
    });
  });

  it("of a failure says why", () => {
    const title = "Re-engagement message";
    const errors = [
      { code: 131047, title, message: title, error_data: { details: "More than 24 hours" }, href: "https://x" },
    ];
    expect(statusOf({ status: "failed", errors })?.error).toEqual({
      code: 131047,
      title,
      message: title,
      details: "More than 24 hours",
    });
  });

  it("brings the attempt back when it is one of ours", () => {
    const attemptId = "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b12";
    expect(statusOf({ status: "sent", biz_opaque_callback_data: attemptId })?.attemptId).toBe(attemptId);
    expect(statusOf({ status: "sent", biz_opaque_callback_data: "campaign-7" })?.attemptId).toBeUndefined();
  });
});

describe("what cannot be read", () => {
  it("costs only itself", () => {
    const good = textFrom("5511999999999", "wamid.1");
    const messages = [
      null,
      "x",
      { id: "wamid.0" },
      { from: "1" },
      { ...good, id: "" },
      { ...good, from: "a b" },
      good,
      [],
    ];
    const statuses = [
      {},
      { id: "wamid.9", status: "sent", recipient_id: "1" },
      { id: "wamid.9", status: "teleported", recipient_id: "1" },
    ];
    const payload = payloadOf(changeValue("222", { contacts: [null, {}, { wa_id: 5 }], messages, statuses }));
    payload.entry.unshift(
      null as never,
      { changes: 5 } as never,
      { changes: [7, { value: null }, { value: { metadata: {} } }] } as never,
    );
    const { deliveries, unread } = read(payload);
    expect(
      deliveries.map(({ batch }) => [batch.messages.map((m) => m.keyId), batch.statuses.map((s) => s.keyId)]),
    ).toEqual([[["wamid.1"], ["wamid.9"]]]);
    expect(unread.every(({ kind }) => kind === "element")).toBe(true);
    expect(unread).toHaveLength(5 + 7 + 2);
  });

  it("is told without content", () => {
    const { unread } = read(
      payloadOf(changeValue("222", { messages: [{ text: { body: "secret" }, from: "secret" }] })),
    );
    expect(unread).toHaveLength(1);
    expect(JSON.stringify(unread)).not.toContain("secret");
  });

  it("may be nested as deep as it likes", () => {
    const deep = JSON.parse(`{"from":"1","id":"wamid.1","type":"x","x":${"[".repeat(200_000)}${"]".repeat(200_000)}}`);
    const { deliveries } = read(payloadOf(changeValue("222", { messages: [deep, textFrom("1", "wamid.2")] })));
    expect(deliveries[0]?.batch.messages.map(({ keyId }) => keyId)).toEqual(["wamid.2"]);
  });

  it("includes other fields, numbers without an instance, and errors of the account", () => {
    const payload = payloadOf(
      changeValue("333", { messages: [textFrom("1", "wamid.1")] }),
      changeValue("222", { errors: [{ code: 130429 }] }),
    );
    payload.entry.push({ id: "987", changes: [{ field: "account_update", value: {} }] });
    expect(read(payload)).toEqual({
      deliveries: [],
      unread: [
        { kind: "number", phoneNumberId: "333" },
        { kind: "error", phoneNumberId: "222", code: 130429 },
        { kind: "field", field: "account_update" },
      ],
    });
  });

  it("never throws, whatever JSON it is", () => {
    const key = fc.constantFrom(
      ...["entry", "changes", "value", "field", "metadata", "phone_number_id", "messages", "statuses", "contacts"],
      ...["from", "id", "text", "body", "type", "timestamp", "context", "errors", "profile", "wa_id", "__proto__"],
    );
    const { tree } = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.constantFrom("222", "messages", "5511999999999", "text"), fc.jsonValue({ maxDepth: 1 })),
      tree: fc.oneof(
        { maxDepth: 8 },
        tie("leaf"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("tree")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, (json) => void read(json)),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(
        tree,
        (json) => void read(payloadOf(changeValue("222", { messages: [json], statuses: [json], contacts: [json] }))),
      ),
    );
    fc.assert(fc.property(tree, (json) => void read({ entry: [{ changes: [json] }, json] })));
  });
});

describe("any mix of entries, changes, messages and statuses", () => {
  interface Item {
    readonly number: string;
    readonly from: string;
    readonly kind: "message" | "status" | "garbage";
    readonly startsEntry: boolean;
    readonly startsChange: boolean;
  }

  const item: fc.Arbitrary<Item> = fc.record({
    number: fc.constantFrom("111", "222", "333"),
    from: fc.constantFrom("5511999999999", "5511888888888", "4915112345678"),
    kind: fc.constantFrom("message", "message", "status", "garbage"),
    startsEntry: fc.boolean(),
    startsChange: fc.boolean(),
  });

  /** Packs items in their order; a change holds one number, and names its writers in the opposite order. */
  function packed(items: readonly Item[]) {
    const entry: { id: string; changes: { field: string; value: Record<string, unknown[]> }[] }[] = [];
    let number: string | undefined;
    items.forEach((one, index) => {
      if (entry.length === 0 || one.startsEntry) entry.push({ id: "987", changes: [] });
      const { changes } = entry.at(-1)!;
      if (changes.length === 0 || one.startsChange || one.number !== number) {
        changes.push({
          field: "messages",
          value: changeValue(one.number, { contacts: [], messages: [], statuses: [] }) as never,
        });
        number = one.number;
      }
      const value = changes.at(-1)!.value;
      if (one.kind === "message") {
        value["messages"]!.push(textFrom(one.from, `wamid.${index}`));
        value["contacts"]!.unshift({ wa_id: one.from, profile: { name: `name of ${one.from}` } });
      } else if (one.kind === "status") {
        value["statuses"]!.push({ id: `wamid.${index}`, status: "sent", recipient_id: one.from });
      } else {
        value["messages"]!.push({ id: `wamid.${index}` });
      }
    });
    return { object: "whatsapp_business_account", entry };
  }

  it("keeps instance, sender and order", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items) => {
        const { deliveries } = read(packed(items));
        const expected = (instance: { id: string }, kind: Item["kind"]) =>
          items.flatMap((one, index) =>
            one.kind === kind &&
            instances.byNumber("WHATSAPP-BUSINESS", one.number).some(({ id }) => id === instance.id)
              ? [[`wamid.${index}`, `${one.from}@s.whatsapp.net`]]
              : [],
          );
        for (const instance of [shop, twin, other]) {
          const mine = deliveries.filter((delivery) => delivery.instance.id === instance.id);
          const messages = mine[0]?.batch.messages ?? [];
          expect(mine.length).toBeLessThanOrEqual(1);
          expect(messages.map(({ keyId, remoteJid }) => [keyId, remoteJid])).toEqual(expected(instance, "message"));
          expect(
            messages.every(({ pushName, remoteJid }) => `${pushName}@s.whatsapp.net` === `name of ${remoteJid}`),
          ).toBe(true);
          expect((mine[0]?.batch.statuses ?? []).map(({ keyId, remoteJid }) => [keyId, remoteJid])).toEqual(
            expected(instance, "status"),
          );
        }
      }),
    );
  });
});
