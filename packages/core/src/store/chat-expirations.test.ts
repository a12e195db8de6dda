import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf, receive } from "../testing/arrivals.ts";
import { type CoreFixture, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
let id: string;
beforeEach(async () => {
  fixture = await startCore();
  id = (await fixture.createInstance("one")).id;
});
afterEach(() => fixture.close());

const ana = "5511988887777@s.whatsapp.net";
const bob = "5511988886666@s.whatsapp.net";
const set = (remoteJid: string, seconds: number, setAt: number) => ({ remoteJid, seconds, setAt });
const stored = async () =>
  (await fixture.database.query("SELECT remote_jid, seconds FROM chat_expiration ORDER BY remote_jid")).rows;

test("of what is said of a chat the latest stays, in whichever order it comes, and no event tells it", async () => {
  await receive(fixture, id, { expirations: [set(ana, 604_800, 200), set(ana, 86_400, 100), set(bob, 86_400, 50)] });
  expect(await stored()).toEqual([
    { remote_jid: bob, seconds: 86_400 },
    { remote_jid: ana, seconds: 604_800 },
  ]);
  await receive(fixture, id, { expirations: [set(ana, 86_400, 150), set(bob, 0, 60)] });
  expect(await stored()).toEqual([
    { remote_jid: bob, seconds: 0 },
    { remote_jid: ana, seconds: 604_800 },
  ]);
  expect(await eventsOf(fixture, id)).toEqual([]);
});
