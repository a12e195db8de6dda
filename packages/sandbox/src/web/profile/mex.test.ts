import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectClient, type TestClient } from "../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../testing/start.ts";
import { childOf } from "../stanza.ts";
import { ask } from "./testing/requests.ts";

let sandbox: TestSandbox;
let client: TestClient;
/** Events before this moment are not looked at. */
let mark: number;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = await connectClient(sandbox, { phone: "15550000001", name: "Client" });
});

afterAll(async () => {
  await client?.close();
  await sandbox?.close();
});

beforeEach(() => {
  mark = client.events.length;
});

describe("limits of an account", () => {
  test("a lock on new chats is told at once, and when asked, until it ends", async () => {
    const { limits } = sandbox.world.profiles;
    expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false });
    const endsAt = sandbox.world.clock.seconds() + 600;
    limits.setReachoutTimelock(client.account, { endsAt, enforcementType: "WEB_COMPANION_ONLY" });
    await client.waitFor("connection.update", ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === true, {
      after: mark,
    });
    expect(await client.socket.fetchAccountReachoutTimelock()).toEqual({
      isActive: true,
      timeEnforcementEnds: new Date(endsAt * 1000),
      enforcementType: "WEB_COMPANION_ONLY",
    });
    sandbox.world.clock.advance(601_000);
    expect(await client.socket.fetchAccountReachoutTimelock()).toMatchObject({ isActive: false });
    limits.setReachoutTimelock(client.account, null);
    await client.waitFor("connection.update", ({ reachoutTimeLock }) => reachoutTimeLock?.isActive === false, {
      after: mark,
    });
  });

  test("the number of new chats is told at once, and when asked", async () => {
    expect(await client.socket.fetchNewChatMessageCap()).toMatchObject({ capping_status: "NONE" });
    const capping = { total_quota: 10, used_quota: 9, capping_status: "FIRST_WARNING" };
    sandbox.world.profiles.limits.setMessageCapping(client.account, capping);
    await client.waitFor("message-capping.update", ({ used_quota }) => used_quota === 9);
    expect(await client.socket.fetchNewChatMessageCap()).toMatchObject(capping);
  });
});

/** The query id of following a channel. */
const FOLLOW = "24404358912487870";

test("an unknown query is refused in the answer, and stands in the transcript as unknown; broken ones are refused", async () => {
  const query = async (id: string, body: string): Promise<unknown> => {
    const content = [{ tag: "query", attrs: { query_id: id }, content: Buffer.from(body) }];
    const answer = await ask(client, { type: "get", xmlns: "w:mex" }, content);
    return JSON.parse(String(childOf(answer, "result")?.content)).errors[0].extensions.error_code;
  };
  expect(await query("1234567890", '{"variables":{}}')).toBe(501);
  expect(JSON.stringify(sandbox.world.transcript.unknowns)).toContain("1234567890");
  expect(await query(FOLLOW, "{")).toBe(400);
  expect(await query(FOLLOW, '{"variables":{"newsletter_id":7}}')).toBe(400);
});
