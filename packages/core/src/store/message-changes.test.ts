import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { InboundVote } from "../inbox.ts";
import { eventsOf, inboundStatus, inboundText, receive } from "../testing/arrivals.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const ana = "5511988887777@s.whatsapp.net";
const bea = "5511977776666@s.whatsapp.net";
const group = "120363025486748009@g.us";
const rows = async (sql: string) => (await fixture.database.query(sql)).rows;
const newEvents = async (count: number) => (await eventsOf(fixture, id)).slice(count);

test("an edit replaces the content, is told twice over, and once however often it comes", async () => {
  await receive(fixture, id, { messages: [inboundText("a", group, { participant: ana })] });
  const before = (await eventsOf(fixture, id)).length;
  const edit = (text: string, timestampMs: number) => ({
    keyId: "a",
    remoteJid: group,
    fromMe: false,
    message: { extendedTextMessage: { text } },
    engineData: Buffer.from(text),
    timestampMs,
  });
  await receive(fixture, id, { edits: [edit("two", 1_770_000_001_000), edit("three", 1_770_000_002_000)] });
  await receive(fixture, id, { edits: [edit("three", 1_770_000_002_000)] });
  expect(await rows("SELECT message, message_type, engine_data FROM message")).toEqual([
    {
      message: { extendedTextMessage: { text: "three" } },
      message_type: "extendedTextMessage",
      engine_data: Buffer.from("three"),
    },
  ]);
  expect(await newEvents(before)).toMatchObject([
    {
      type: "MESSAGES_EDITED",
      data: {
        key: { remoteJid: group, fromMe: false, id: "a", participant: ana },
        editedMessage: { extendedTextMessage: { text: "two" } },
        timestampMs: "1770000001000",
      },
    },
    {
      type: "MESSAGES_UPDATE",
      data: { keyId: "a", status: "DELIVERY_ACK", message: { extendedTextMessage: { text: "two" } } },
    },
    { type: "MESSAGES_EDITED", data: { editedMessage: { extendedTextMessage: { text: "three" } } } },
    { type: "MESSAGES_UPDATE", data: { message: { extendedTextMessage: { text: "three" } } } },
  ]);
});

test("edits that come again after a later one change nothing", async () => {
  await receive(fixture, id, { messages: [inboundText("a", ana)] });
  const edit = (text: string, timestampMs: number) => ({
    keyId: "a",
    remoteJid: ana,
    fromMe: false,
    message: { conversation: text },
    timestampMs,
  });
  const [two, three] = [edit("two", 1_770_000_001_400), edit("three", 1_770_000_001_500)];
  await receive(fixture, id, { edits: [two, three] });
  const before = (await eventsOf(fixture, id)).length;
  await receive(fixture, id, { edits: [two, three] });
  await receive(fixture, id, { edits: [two] });
  expect(await newEvents(before)).toEqual([]);
  expect(await rows("SELECT message FROM message")).toEqual([{ message: { conversation: "three" } }]);
  // Without milliseconds, as what the API sends.
  await receive(fixture, id, { edits: [edit("four", 1_770_000_001_000)] });
  expect(await rows("SELECT message FROM message")).toEqual([{ message: { conversation: "four" } }]);
});

test("an edit of a message that is not stored is told", async () => {
  const edit = {
    keyId: "none",
    remoteJid: ana,
    fromMe: false,
    message: { conversation: "x" },
    timestampMs: 1_770_000_001_000,
  };
  await receive(fixture, id, { edits: [edit] });
  expect(await eventsOf(fixture, id)).toMatchObject([{ type: "MESSAGES_EDITED", data: { key: { id: "none" } } }]);
});

test("nobody edits or deletes what somebody else has written, here or in another chat", async () => {
  await receive(fixture, id, {
    messages: [inboundText("a", group, { participant: ana }), inboundText("b", ana), inboundText("c", ana)],
  });
  const by = (keyId: string, remoteJid: string, participant?: string) => ({
    keyId,
    remoteJid,
    fromMe: false,
    participant,
  });
  const before = (await eventsOf(fixture, id)).length;
  const edited = { message: { conversation: "never written" }, timestampMs: 1_770_000_001_000 };
  const edits = [by("a", group, bea), by("a", bea), by("b", bea), by("b", group, ana)].map((one) => ({
    ...one,
    ...edited,
  }));
  await receive(fixture, id, { edits, deletions: [by("a", group, bea), by("c", bea)] });
  expect(await rows("SELECT message, status FROM message ORDER BY key_id")).toEqual(
    ["a", "b", "c"].map((keyId) => ({ message: { conversation: `text ${keyId}` }, status: "DELIVERY_ACK" })),
  );
  expect(await newEvents(before)).toEqual([]);
  await receive(fixture, id, { deletions: [by("a", group, ana)] });
  expect(await newEvents(before)).toMatchObject([{ type: "MESSAGES_DELETE", data: { id: "a", participant: ana } }]);
});

test("of the votes of a voter the newest counts, in whatever order they come; totals name all answers", async () => {
  const options = ["Pizza", "Pasta"].map((optionName) => ({ optionName }));
  const poll = { pollCreationMessage: { name: "Lunch?", options, selectableOptionsCount: 1 } };
  await receive(fixture, id, {
    messages: [
      inboundText("poll", group, { fromMe: true, messageType: "pollCreationMessage", message: poll as never }),
    ],
  });
  const before = (await eventsOf(fixture, id)).length;
  const vote = (voter: string, selectedOptions: string[], seconds: number, keyId = "poll"): InboundVote => ({
    poll: { keyId, remoteJid: group, fromMe: true },
    voter,
    selectedOptions,
    timestampMs: (1_770_000_000 + seconds) * 1000,
  });
  await receive(fixture, id, { votes: [vote(ana, ["Pasta"], 5), vote(ana, ["Pizza"], 1), vote(bea, ["Pizza"], 2)] });
  await receive(fixture, id, { votes: [vote(ana, ["Pizza"], 4)] });
  await receive(fixture, id, { votes: [vote(ana, ["Pasta"], 5)] });
  await receive(fixture, id, { votes: [vote(bea, [], 9)] });
  await receive(fixture, id, { votes: [vote(bea, ["?"], 9, "unknown")] });
  expect(await newEvents(before)).toMatchObject([
    {
      type: "MESSAGES_UPDATE",
      data: {
        keyId: "poll",
        remoteJid: group,
        pollUpdates: [
          { name: "Pizza", voters: [bea] },
          { name: "Pasta", voters: [ana] },
        ],
      },
    },
    {
      type: "MESSAGES_UPDATE",
      data: {
        pollUpdates: [
          { name: "Pizza", voters: [] },
          { name: "Pasta", voters: [ana] },
        ],
      },
    },
  ]);
});

test("a deletion marks the message and is told once, known or not; nothing overtakes it", async () => {
  await receive(fixture, id, { messages: [inboundText("a", group, { participant: ana })] });
  const before = (await eventsOf(fixture, id)).length;
  const deletions = ["a", "none"].map((keyId) => ({ keyId, remoteJid: group, fromMe: false, participant: ana }));
  await receive(fixture, id, { deletions: [...deletions, ...deletions] });
  await receive(fixture, id, {
    deletions,
    statuses: [inboundStatus("a", "READ", { fromMe: false, remoteJid: group })],
  });
  expect(await newEvents(before)).toEqual(
    deletions.map(({ keyId }) => ({
      type: "MESSAGES_DELETE",
      data: { remoteJid: group, fromMe: false, id: keyId, participant: ana, status: "DELETED" },
    })),
  );
  expect(await rows("SELECT status FROM message")).toEqual([{ status: "DELETED" }]);
});

test("in a group every member reports for himself; the message keeps the maximum, also of what came before it", async () => {
  const report = (participant: string, status: "DELIVERY_ACK" | "READ") =>
    inboundStatus("a", status, { remoteJid: group, participant });
  await receive(fixture, id, { statuses: [report(ana, "READ"), report(ana, "DELIVERY_ACK")] });
  await receive(fixture, id, { messages: [inboundText("a", group, { fromMe: true, status: "SERVER_ACK" })] });
  await receive(fixture, id, { statuses: [report(bea, "DELIVERY_ACK"), report(bea, "DELIVERY_ACK")] });
  await receive(fixture, id, { statuses: [report(bea, "READ"), report(ana, "READ"), report(ana, "DELIVERY_ACK")] });
  const told = (await eventsOf(fixture, id)).filter(({ type }) => type === "MESSAGES_UPDATE");
  expect(told.map(({ data }) => data)).toMatchObject([
    { participant: ana, status: "DELIVERY_ACK" },
    { participant: ana, status: "READ" },
    { participant: bea, status: "DELIVERY_ACK" },
    { participant: bea, status: "READ" },
  ]);
  expect(await rows("SELECT status FROM message")).toEqual([{ status: "READ" }]);
});

test("an own message from another device is one message, whether it names its writer or not", async () => {
  const own = inboundText("a", group, { fromMe: true, participant: ana });
  await receive(fixture, id, { messages: [own, inboundText("a", group, { fromMe: true })] });
  expect((await eventsOf(fixture, id)).filter(({ type }) => type === "MESSAGES_UPSERT")).toHaveLength(1);
});

test("the engine's own form is kept byte for byte, and handled payloads are noted with what they became", async () => {
  const engineData = randomBytes(300);
  const [first, second] = [randomBytes(32), randomBytes(32)];
  for (const digest of [first, second]) {
    await fixture.database.query(
      "INSERT INTO decrypted_payload (instance_id, digest, stanza, plaintext) VALUES ($1, $2, '{}', '')",
      [id, digest],
    );
  }
  await receive(fixture, id, { messages: [inboundText("a", ana, { engineData, pushName: "\0" })], handled: [first] });
  expect(await rows("SELECT engine_data FROM message")).toEqual([{ engine_data: engineData }]);
  expect(await rows("SELECT digest FROM decrypted_payload WHERE handled_at IS NOT NULL")).toEqual([{ digest: first }]);
  await receive(fixture, id, { handled: [second] });
  expect(await rows("SELECT 1 FROM decrypted_payload WHERE handled_at IS NULL")).toEqual([]);
});

test("passing events are told after what they come with", async () => {
  const presence = {
    type: "PRESENCE_UPDATE" as const,
    data: { id: ana, presences: { [ana]: { lastKnownPresence: "paused" } } },
  };
  await receive(fixture, id, { messages: [inboundText("a", ana)], passing: [presence] });
  expect((await eventsOf(fixture, id)).at(-1)).toEqual(presence);
});

test("a batch that cannot be stored fails alone, whatever it holds", async () => {
  // More than an index entry holds, and not to be compressed.
  const tooLong = randomBytes(10_000).toString("hex");
  const bad = { ...inboundText("bad", ana), remoteJid: tooLong };
  const results = await Promise.allSettled([
    receive(fixture, id, { messages: [inboundText("a", ana)] }),
    receive(fixture, id, { messages: [bad] }),
    receive(fixture, id, { chats: [{ remoteJid: tooLong }] }),
    receive(fixture, id, { messages: [inboundText("b", ana)] }),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(await rows("SELECT key_id FROM message ORDER BY key_id")).toEqual([{ key_id: "a" }, { key_id: "b" }]);
});
