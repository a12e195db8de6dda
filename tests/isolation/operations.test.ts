import { type OperationEntry, operationEntries } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CreatedInstance, type Fixture, fullInput, startFixture } from "../support/fixture.ts";
import { sendRaw } from "../support/http-request.ts";
import { codeOf, type Outcome } from "../support/outcome.ts";
import { outcomeOf, restRequest } from "../support/rest-face.ts";
import { storedRows } from "../support/stored-rows.ts";
import { type Attempt, attemptsOn } from "./ways.ts";

let fixture: Fixture;
let own: CreatedInstance;
let other: CreatedInstance;
/** Only the other's data have it. */
const secret = "what-only-the-other-knows";
const otherNumber = "299999999999999";
const absent = "no-instance-here";
const counts = new Map<string, Map<string, number>>();

beforeAll(async () => {
  fixture = await startFixture();
  own = await fixture.createInstance("own");
  other = await fixture.createInstance("other-instance", {
    number: otherNumber,
    msgCall: secret,
    webhook: { url: `${fixture.receiver.url}/${secret}`, events: ["CALL"] },
  });
  await fixture.graph.contact("5511999999999", { name: secret }).say(secret, { to: other.number });
  await fixture.graph.idle();
});
afterAll(async () => {
  printTable();
  await fixture?.close();
});

type Input = Record<string, unknown>;

function inputWithoutName(entry: OperationEntry): Input {
  const { instanceName: _, ...input } = entry.operation.example as Input;
  return input;
}

/** What must not be in any answer: the name may be repeated by who asked for it. */
function expectNothingOf(outcome: Outcome): void {
  const text = JSON.stringify(outcome);
  for (const fact of [secret, other.id, other.token, otherNumber]) expect(text).not.toContain(fact);
}

/** An outcome in which the name that was asked for has no letter. */
function withoutName(outcome: Outcome, name: string): unknown {
  return JSON.parse(JSON.stringify(outcome).replaceAll(name, "<name>").replaceAll(name.toUpperCase(), "<name>"));
}

const statuses = { forbidden: 403, invalid: 400, "unknown-key": 401 };

function expectRefusedOrOwn({ expected }: Attempt, outcome: Outcome): void {
  if (expected !== "own") {
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ ok: false, status: statuses[expected] });
    if (expected === "forbidden") expect(outcome).toMatchObject({ code: "FORBIDDEN" });
    return;
  }
  const codes = ["OK", "CONFLICTING_INPUT", "NOT_SUPPORTED_BY_ENGINE"];
  expect(codes, JSON.stringify(outcome)).toContain(codeOf(outcome));
}

function noted(entry: OperationEntry, { face }: Attempt): void {
  const byFace = counts.get(entry.id) ?? new Map<string, number>();
  counts.set(entry.id, byFace.set(face, (byFace.get(face) ?? 0) + 1));
}

describe.each(operationEntries.map((entry) => [entry.id, entry] as const))("%s", (_id, entry) => {
  const attempts = attemptsOn(entry, inputWithoutName(entry));

  test.each(attempts.map((attempt) => [attempt.face, attempt.way, attempt] as const))(
    "%s by %s",
    async (_face, _way, attempt) => {
      // What the token may do to its own instance is left out of the comparison: it is made anew each time.
      own = await freshOwn();
      const before = await rowsOfOther();
      const requests = fixture.graph.transcript.requests.length;
      const outcome = await attempt.run(fixture, own, other.name);
      expectRefusedOrOwn(attempt, outcome);
      expectNothingOf(outcome);
      if (attempt.expected !== "own") expect(fixture.graph.transcript.requests.length).toBe(requests);
      const toNobody = await attempt.run(fixture, await freshOwn(), absent);
      if (!outcome.ok) expect(withoutName(toNobody, absent)).toEqual(withoutName(outcome, other.name));
      expect(await rowsOfOther()).toEqual(before);
      noted(entry, attempt);
    },
  );
});

async function freshOwn(): Promise<CreatedInstance> {
  if (fixture.core.directory.byName(own.name) !== undefined) {
    const [entry] = operationEntries.filter(({ id }) => id === "instance.rotateToken");
    const answer = await fixture.rest.call(entry!, { instanceName: own.name });
    return { ...own, token: (answer as { answer: { hash: { apikey: string } } }).answer.hash.apikey };
  }
  return fixture.createInstance(own.name);
}

/** Everything stored for the other instance. */
async function rowsOfOther(): Promise<unknown> {
  const { rows } = await fixture.pool.query(
    `SELECT (SELECT json_agg(i) FROM waxwing.instance i WHERE id = $1) AS instance,
            (SELECT json_agg(e) FROM waxwing.event e WHERE instance_id = $1) AS events,
            (SELECT json_agg(m) FROM waxwing.message m WHERE instance_id = $1) AS messages,
            (SELECT json_agg(c) FROM waxwing.chat c WHERE instance_id = $1) AS chats,
            (SELECT json_agg(c) FROM waxwing.contact c WHERE instance_id = $1) AS contacts,
            (SELECT json_agg(w) FROM waxwing.webhook w WHERE instance_id = $1) AS webhooks,
            (SELECT json_agg(s) FROM waxwing.send_attempt s WHERE instance_id = $1) AS attempts`,
    [other.id],
  );
  return rows[0];
}

test("the other's facts exist, so that their absence means something", async () => {
  const text = JSON.stringify(await rowsOfOther());
  for (const fact of [secret, other.id, otherNumber]) expect(text).toContain(fact);
});

describe("through the own name", () => {
  const queries = operationEntries.filter(({ operation }) => operation.kind === "query");

  test.each(queries.map((entry) => [entry.id, entry] as const))("%s finds nothing of the other", async (id, entry) => {
    own = await freshOwn();
    const { rows } = await fixture.pool.query<{ id: string; key_id: string }>(
      "SELECT id, key_id FROM waxwing.message WHERE instance_id = $1",
      [other.id],
    );
    const contacts = await fixture.pool.query<{ id: string }>("SELECT id FROM waxwing.contact WHERE instance_id = $1", [
      other.id,
    ]);
    const stolen = [
      rows[0]!.id,
      rows[0]!.key_id,
      contacts.rows[0]!.id,
      other.id,
      secret,
      otherNumber,
      "5511999999999@s.whatsapp.net",
    ];
    for (const value of [undefined, ...stolen]) {
      const input = value === undefined ? inputWithoutName(entry) : withTexts(inputOf(fullInput(id)), value);
      for (const face of fixture.faces) {
        const outcome = await face.call(entry, { ...input, instanceName: own.name }, own.token);
        // What the caller itself sent may come back in the text of an error.
        const text = JSON.stringify(outcome);
        for (const fact of [secret, other.id, other.token, otherNumber]) {
          if (fact !== value) expect(text, face.name).not.toContain(fact);
        }
        if (outcome.ok) expect(text).not.toContain(secret);
      }
    }
  });
});

function inputOf({ instanceName: _, ...rest }: Input): Input {
  return rest;
}

/** The input with every text replaced: filters by what was learned elsewhere. */
function withTexts(value: Input, text: string): Input {
  const replaced = (part: unknown): unknown => {
    if (typeof part === "string" && !/^\d{4}-\d\d-/.test(part)) return text;
    if (Array.isArray(part)) return part.map(replaced);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, replaced(inner)]));
  };
  return replaced(value) as Input;
}

describe("instance.fetchInstances", () => {
  const [entry] = operationEntries.filter(({ id }) => id === "instance.fetchInstances");

  test("without a filter answers the own instance on every face", async () => {
    own = await freshOwn();
    for (const face of fixture.faces) {
      const outcome = await face.call(entry!, {}, own.token);
      expect(
        (outcome as { answer: { name: string }[] }).answer.map(({ name }) => name),
        face.name,
      ).toEqual([own.name]);
    }
  });

  test.each(["instanceName", "instanceId", "number"] as const)(
    "by %s refuses the other's and unknown ones alike",
    async (field) => {
      own = await freshOwn();
      const ofOther = { instanceName: other.name, instanceId: other.id, number: otherNumber }[field];
      const unknown = {
        instanceName: absent,
        instanceId: "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5bff",
        number: "288888888888888",
      }[field];
      for (const face of fixture.faces) {
        const refusal = await face.call(entry!, { [field]: ofOther }, own.token);
        expect(refusal, face.name).toMatchObject({ ok: false, code: "FORBIDDEN", status: 403 });
        expect(await face.call(entry!, { [field]: unknown }, own.token)).toEqual(refusal);
        // Beside the own name as well.
        expect(await face.call(entry!, { instanceName: own.name, [field]: ofOther }, own.token)).toEqual(refusal);
      }
    },
  );
});

test("an instance token creates no instance, whatever its name", async () => {
  own = await freshOwn();
  const [entry] = operationEntries.filter(({ id }) => id === "instance.create");
  const before = await storedRows(fixture.pool);
  for (const name of [own.name, other.name, absent]) {
    for (const face of fixture.faces) {
      const outcome = await face.call(entry!, { ...fullInput("instance.create"), instanceName: name }, own.token);
      expect(outcome, face.name).toMatchObject({ ok: false, code: "FORBIDDEN", status: 403 });
    }
  }
  expect(await storedRows(fixture.pool)).toEqual(before);
});

test("a rotated or deleted token opens nothing any more", async () => {
  const [deleting] = operationEntries.filter(({ id }) => id === "instance.delete");
  const [state] = operationEntries.filter(({ id }) => id === "instance.connectionState");
  own = await freshOwn();
  const rotated = own.token;
  own = await freshOwn();
  await fixture.rest.call(deleting!, { instanceName: own.name });
  const successor = await fixture.createInstance(own.name);
  for (const face of fixture.faces) {
    for (const token of [rotated, own.token]) {
      const outcome = await face.call(state!, { instanceName: own.name }, token);
      expect(outcome, face.name).toMatchObject({ ok: false, code: "UNAUTHORIZED", status: 401 });
    }
    expect(await face.call(state!, { instanceName: own.name }, successor.token), face.name).toMatchObject({ ok: true });
  }
  own = successor;
});

test("an idempotency key of the other gives nothing away", async () => {
  own = await freshOwn();
  const [entry] = operationEntries.filter(({ id }) => id === "message.sendText");
  const input = { number: "5511999999999", text: secret, idempotencyKey: "shared" };
  const first = await fixture.rest.call(entry!, { ...input, instanceName: other.name }, other.token);
  expect(first.ok).toBe(true);
  const second = await fixture.rest.call(entry!, { ...input, text: "Hello", instanceName: own.name }, own.token);
  expect(second.ok, "a key is the caller's own").toBe(true);
  expect(JSON.stringify(second)).not.toContain(secret);
});

test("metrics and the like need the global key", async () => {
  const { status } = await sendRaw(fixture.url, { method: "GET", path: "/metrics", headers: { apikey: own.token } });
  expect([401, 403]).toContain(status);
  const [entry] = operationEntries.filter(({ id }) => id === "webhook.find");
  const request = restRequest(entry!, entry!.operation.rest, { instanceName: other.name }, null);
  const withBearer = { ...request, headers: { authorization: `Bearer ${fixture.apiKey}` } };
  expect(outcomeOf(await sendRaw(fixture.url, withBearer))).toMatchObject({ ok: false, status: 401 });
});

/** Operation × face: how many ways were tried and refused. */
function printTable(): void {
  const faces = ["REST", "GraphQL", "tRPC", "client"];
  const rows = [...counts].map(([id, byFace]) => [id, ...faces.map((face) => String(byFace.get(face) ?? 0))]);
  const line = (cells: string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(8))).join("");
  console.log(["", line(["ways refused", ...faces]), ...rows.map(line)].join("\n"));
}
