import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorCode } from "../../testing/core-fixture.ts";
import { fromMaria, maria, type OperationsFixture, startOperations } from "../../testing/operations-fixture.ts";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  const content = { messageType: "imageMessage", message: { imageMessage: { mimetype: "image/jpeg" } } };
  await fixture.store(instance.id, fromMaria("IMAGE", { ...content, engineData: Buffer.from("as received") }));
});
afterAll(() => fixture.close());

const mediumOf = (key: object, convertToMp4?: boolean) =>
  fixture.call("chat.getBase64", { instanceName: instance.name, message: { key }, convertToMp4 } as never);

test("the engine gets the stored message, and its answer is the answer", async () => {
  expect(await mediumOf({ id: "IMAGE" })).toMatchObject({ base64: "/9j/", buffer: null });
  await mediumOf({ id: "IMAGE", remoteJid: maria }, true);
  expect(fixture.asked).toEqual([
    [
      "media.fetchMedia",
      expect.objectContaining({ keyId: "IMAGE", engineData: Buffer.from("as received") }),
      { convertToMp4: false },
    ],
    ["media.fetchMedia", expect.objectContaining({ keyId: "IMAGE" }), { convertToMp4: true }],
  ]);
});

test("a message that is not stored has no medium; that WhatsApp has lost it is told", async () => {
  expect(await errorCode(mediumOf({ id: "unknown" }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(mediumOf({ id: "IMAGE", fromMe: true }))).toBe("MESSAGE_NOT_FOUND");
  expect(fixture.asked).toEqual([]);
  fixture.standIns.media.fetchMedia = () => Promise.reject(new WaxwingError("MEDIA_NOT_AVAILABLE"));
  expect(await errorCode(mediumOf({ id: "IMAGE" }))).toBe("MEDIA_NOT_AVAILABLE");
});
