import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { storeInstance } from "../testing/stored.ts";
import { FreshAnswers, KNOWN_FOR_MS, UNKNOWN_FOR_MS } from "./fresh-answers.ts";
import { createRecipients } from "./recipients.ts";

let circle: Circle;
let ana: Member;
let database: Database;
let dropDatabase: () => Promise<void>;

beforeAll(async () => {
  const { connectionUri, drop } = await createTestDatabase();
  dropDatabase = drop;
  database = openDatabase({ connectionUri, log: silentLog });
  circle = await startCircle();
  ana = await circle.connect("15550000001", "Ana");
  await storeInstance(database, ana.instance);
}, 60_000);
afterAll(async () => {
  await circle?.close();
  await database?.close();
  await dropDatabase?.();
});
beforeEach(() => database.query("DELETE FROM recipient"));

/** As after a start of the server: nothing in memory. */
const recipients = () => createRecipients({ sessions: circle.sessions, database, log: pino({ level: "silent" }) });

/** How many questions about users clients have asked. */
function questions(): number {
  return circle.sandbox.transcript.entries.filter(
    (entry) =>
      entry.kind === "stanza" && entry.stanza.attrs["xmlns"] === "usync" && entry.stanza.attrs["type"] === "get",
  ).length;
}

const phone = (digits: string): string => `${digits}@s.whatsapp.net`;

describe("numbers", () => {
  test("of all countries and forms are found in one question, in order, duplicates too", async () => {
    const registered = {
      "551188887777": circle.sandbox.account("551188887777"),
      "5521999990000": circle.sandbox.account("5521999990000"),
      "5215512345678": circle.sandbox.account("5215512345678"),
      "5491112345678": circle.sandbox.account("5491112345678"),
      "4915112345678": circle.sandbox.account("4915112345678"),
    };
    const asked: [string, keyof typeof registered | null][] = [
      ["5511988887777", "551188887777"],
      ["551188887777", "551188887777"],
      ["552199990000", "5521999990000"],
      ["525512345678", "5215512345678"],
      ["541112345678", "5491112345678"],
      ["4915112345678", "4915112345678"],
      ["4915100000000", null],
      ["5511988887777", "551188887777"],
    ];
    const before = questions();
    const answers = await recipients().lookUp(
      ana.instance,
      asked.map(([digits]) => phone(digits)),
      patient,
    );

    expect(answers).toEqual(
      asked.map(([digits, found]) => ({
        query: phone(digits),
        exists: found !== null,
        jid: found === null ? phone(digits) : registered[found].jid,
        lid: found === null ? null : registered[found].lid,
        name: null,
      })),
    );
    expect(questions() - before).toBe(1);
  });

  test("hundreds of them are asked in few questions", async () => {
    const people = Array.from({ length: 600 }, (_, index) => `4917${String(index).padStart(8, "0")}`);
    for (const digits of people.slice(0, 300)) circle.sandbox.account(digits);
    const before = questions();
    const answers = await recipients().lookUp(ana.instance, people.map(phone), patient);
    expect(answers.map(({ exists }) => exists)).toEqual(people.map((_, index) => index < 300));
    expect(questions() - before).toBe(3);
  });
});

describe("what was answered", () => {
  test("is not asked again: not by the next call, not after a restart, not by the send", async () => {
    const friend = await circle.sandbox.contact("15550000009");
    const first = recipients();
    const [answer] = await first.lookUp(ana.instance, [phone("15550000009")], patient);
    const after = questions();
    expect(await first.lookUp(ana.instance, [phone("15550000009")], patient)).toEqual([answer]);
    expect(await recipients().lookUp(ana.instance, [phone("15550000009")], patient)).toEqual([answer]);
    expect(questions()).toBe(after);

    await ana.client.send(answer?.jid ?? "", { text: "hello" });
    await friend.received();
    // The devices, and nothing else.
    expect(questions() - after).toBe(1);
  });

  test("is asked again when it is old: in ten minutes for who was not there, in a week for who was", async () => {
    const joins = phone("15550000010");
    await recipients().lookUp(ana.instance, [joins, ana.jid], patient);
    circle.sandbox.account("15550000010");
    const age = (interval: string) =>
      database.query("UPDATE recipient SET checked_at = now() - $1::interval", [interval]);
    const exists = async () => (await recipients().lookUp(ana.instance, [joins], patient))[0]?.exists;

    await age("9 minutes");
    expect(await exists()).toBe(false);
    await age("11 minutes");
    expect(await exists()).toBe(true);
    await age("6 days");
    const before = questions();
    await recipients().lookUp(ana.instance, [joins, ana.jid], patient);
    expect(questions()).toBe(before);
    await age("8 days");
    await recipients().lookUp(ana.instance, [joins, ana.jid], patient);
    expect(questions()).toBe(before + 1);
  });

  test("in memory is bounded in age and number", () => {
    let now = 0;
    const answers = new FreshAnswers(2, () => now);
    const there = { isKnown: true, jid: "1@s.whatsapp.net", lid: null };
    answers.set("there", there);
    answers.set("not there", { ...there, isKnown: false });
    now = UNKNOWN_FOR_MS;
    expect(answers.get("not there")).toBeUndefined();
    expect(answers.get("there")).toBe(there);
    answers.set("second", there);
    answers.set("third", there);
    expect(answers.get("there")).toBeUndefined();
    expect(answers.get("second")).toBe(there);
    now = UNKNOWN_FOR_MS + KNOWN_FOR_MS;
    expect(answers.get("third")).toBeUndefined();
  });
});

describe("LIDs", () => {
  test("become phone JIDs where they are known, and exist where they are not", async () => {
    const friend = circle.sandbox.account("15550000011");
    const stranger = circle.sandbox.account("15550000012");
    await recipients().lookUp(ana.instance, [friend.jid], patient);
    const nobody = "999999999999999@lid";
    expect(await recipients().lookUp(ana.instance, [friend.lid, stranger.lid, nobody], patient)).toEqual([
      { query: friend.lid, exists: true, jid: friend.jid, lid: friend.lid, name: null },
      { query: stranger.lid, exists: true, jid: stranger.lid, lid: stranger.lid, name: null },
      { query: nobody, exists: false, jid: nobody, lid: null, name: null },
    ]);
  });
});

describe("places", () => {
  test("a group has its subject as name, one that cannot be read does not exist", async () => {
    circle.sandbox.account("15550000013");
    const own = circle.sandbox.createGroup("Padaria", { by: "15550000001", members: [] });
    const foreign = circle.sandbox.createGroup("Outros", { by: "15550000013", members: [] });
    const asked = [
      own.jid,
      foreign.jid,
      "120363000000000000@g.us",
      "status@broadcast",
      "120363999999999999@newsletter",
    ];
    expect(await recipients().lookUp(ana.instance, asked, patient)).toEqual(
      asked.map((jid) => ({
        query: jid,
        exists: jid === own.jid,
        jid,
        lid: null,
        name: jid === own.jid ? "Padaria" : null,
      })),
    );
  });
});

describe("without a connection", () => {
  test("what is remembered is answered, the rest is INSTANCE_NOT_CONNECTED", async () => {
    await recipients().lookUp(ana.instance, [ana.jid], patient);
    const offline = { ...ana.instance, id: ana.instance.id };
    const unconnected = createRecipients({
      sessions: { of: () => circle.sessions.of({ id: "none", name: "none" }) },
      database,
      log: pino({ level: "silent" }),
    });
    expect(await unconnected.lookUp(offline, [ana.jid], patient)).toMatchObject([{ exists: true, lid: ana.lid }]);
    await expect(unconnected.lookUp(offline, [phone("15550000099")], patient)).rejects.toMatchObject({
      code: "INSTANCE_NOT_CONNECTED",
    });
  });
});
