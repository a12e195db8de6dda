import { afterAll, beforeAll, expect, test } from "vitest";
import { type CoreFixture, errorCode, startCore } from "../testing/core-fixture.ts";

let fixture: CoreFixture;
beforeAll(async () => {
  fixture = await startCore();
});
afterAll(() => fixture.close());

test("a send whose instance is deleted meanwhile is answered, and nothing is left behind", async () => {
  const { id } = await fixture.createInstance("one");
  fixture.engine.onSend = async (message) => {
    // Deleted by somebody else in the database alone: the directory does not know yet.
    await fixture.database.query("DELETE FROM instance WHERE id = $1", [id]);
    return { messageId: "wamid.1", remoteJid: message.remoteJid };
  };
  const input = { instanceName: "one", number: "5511999999999", text: "x" };
  expect(await fixture.call("message.sendText", input)).toMatchObject({ key: { id: "wamid.1" } });
  expect((await fixture.database.query("SELECT 1 FROM send_attempt")).rowCount).toBe(0);
  expect(await errorCode(fixture.call("message.sendText", input))).toBe("INSTANCE_NOT_FOUND");
});
