import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorCode } from "./testing/core-fixture.ts";
import { fromMaria, maria, type OperationsFixture, startOperations } from "./testing/operations-fixture.ts";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  await fixture.store(instance.id, fromMaria("IMAGE", { engineData: Buffer.from("as received") }));
});
afterAll(() => fixture.close());

const options = { maxBytes: 4, signal: new AbortController().signal };
const opened = (key: { id: string; fromMe: boolean }, instanceId = instance.id) =>
  fixture.running.openMedium({ instanceId, key: { remoteJid: maria, ...key } }, options);

test("the engine gets the stored message and the limit, and its file is given", async () => {
  expect(await opened({ id: "IMAGE", fromMe: false })).toMatchObject({ path: "/tmp/picture.jpg", bytes: 4 });
  expect(fixture.asked).toEqual([
    [
      "media.openMedium",
      expect.objectContaining({ keyId: "IMAGE", engineData: Buffer.from("as received") }),
      { maxBytes: 4 },
    ],
  ]);
});

test("what is not there is told: the instance, the message, the medium", async () => {
  const unknown = "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10";
  expect(await errorCode(opened({ id: "IMAGE", fromMe: false }, unknown))).toBe("INSTANCE_NOT_FOUND");
  expect(await errorCode(opened({ id: "IMAGE", fromMe: true }))).toBe("MESSAGE_NOT_FOUND");
  expect(fixture.asked).toEqual([]);
  fixture.standIns.media.openMedium = () => Promise.reject(new WaxwingError("MEDIA_NOT_AVAILABLE"));
  expect(await errorCode(opened({ id: "IMAGE", fromMe: false }))).toBe("MEDIA_NOT_AVAILABLE");
});
