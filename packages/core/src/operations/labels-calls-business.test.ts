import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { receive } from "../testing/arrivals.ts";
import { errorCode } from "../testing/core-fixture.ts";
import { maria, type OperationsFixture, ownJid, startOperations } from "../testing/operations-fixture.ts";

let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
});
afterAll(() => fixture.close());

const instanceName = () => ({ instanceName: instance.name });

test("labels are those that WhatsApp told of, also without the connection", async () => {
  const label = { name: "New", color: "3", predefinedId: null, deleted: false };
  await receive(fixture, instance.id, {
    labels: [
      { ...label, labelId: "1" },
      { ...label, labelId: "2", deleted: true },
    ],
  });
  await fixture.call("instance.logout", instanceName());
  expect(await fixture.call("label.findLabels", instanceName())).toEqual([
    { id: "1", name: "New", color: "3", predefinedId: null },
  ]);
});

test("a label is put on a chat and taken off, stored and told", async () => {
  const label = { labelId: "1", name: "New", color: "3", predefinedId: null, deleted: false };
  await receive(fixture, instance.id, { labels: [label], chats: [{ remoteJid: maria }] });
  const handle = (action: "add" | "remove", labelId = "1") =>
    fixture.call("label.handleLabel", { ...instanceName(), number: "5511999999999", labelId, action });
  const labels = async () =>
    ((await fixture.call("chat.findChatByRemoteJid", { ...instanceName(), remoteJid: maria })) as { labels: unknown })
      .labels;
  expect(await handle("add")).toEqual({ numberJid: maria, labelId: "1", add: true });
  expect(await labels()).toEqual(["1"]);
  expect(await handle("remove")).toEqual({ numberJid: maria, labelId: "1", remove: true });
  expect(await labels()).not.toContain("1");
  expect(fixture.asked.filter(([name]) => name === "labels.setChatLabel")).toEqual([
    ["labels.setChatLabel", maria, "1", "add"],
    ["labels.setChatLabel", maria, "1", "remove"],
  ]);
  expect(await fixture.eventsOfType(instance.id, "LABELS_ASSOCIATION")).toMatchObject([
    { type: "add", chatId: maria, labelId: "1" },
    { type: "remove", chatId: maria, labelId: "1" },
  ]);
  expect(await errorCode(handle("add", "unknown"))).toBe("LABEL_NOT_FOUND");
});

test("a call rings the account that WhatsApp knows, and one that came is rejected", async () => {
  const offer = { ...instanceName(), number: "5511999999999", isVideo: true, callDuration: 3 };
  expect(await fixture.call("calls.offer", offer)).toEqual({ id: "CALL1", jid: maria, isVideo: true, callDuration: 3 });
  expect(fixture.asked.at(-1)).toEqual(["calls.offerCall", { remoteJid: maria, isVideo: true, durationSeconds: 3 }]);
  const reject = { ...instanceName(), callId: "CALL2", from: maria };
  expect(await fixture.call("calls.reject", reject)).toEqual({ callId: "CALL2", rejected: true });
  expect(fixture.asked.at(-1)).toEqual(["calls.rejectCall", { id: "CALL2", from: maria }]);
  expect(await errorCode(fixture.call("calls.reject", { ...reject, from: "nobody" }))).toBe("RECIPIENT_INVALID");
});

test("an engine that can reject calls but not offer them says so", async () => {
  const { calls } = fixture.standIns;
  Object.assign(calls, { offerCall: undefined });
  const offer = { ...instanceName(), number: maria, callDuration: 3 };
  expect(await errorCode(fixture.call("calls.offer", offer))).toBe("NOT_SUPPORTED_BY_ENGINE");
  expect(fixture.asked).toEqual([]);
});

test("catalogs and collections are those of the business; who is none has none", async () => {
  await receive(fixture, instance.id, { contacts: [{ remoteJid: maria, pushName: "Maria" }] });
  const input = { ...instanceName(), number: "5511999999999", limit: 5, cursor: "here" };
  expect(await fixture.call("business.getCatalog", input)).toEqual({
    wuid: maria,
    numberExists: true,
    isBusiness: true,
    catalogLength: 1,
    catalog: [{ id: "1", name: "Pizza", price: 42_900, currency: "BRL" }],
    nextPageCursor: "next",
  });
  expect(fixture.asked.at(-1)).toEqual(["catalogs.catalog", maria, { limit: 5, cursor: "here" }]);
  expect(await fixture.call("business.getCollections", { ...instanceName(), number: maria })).toMatchObject({
    name: "Maria",
    isBusiness: true,
    collectionsLength: 1,
    collections: [{ id: "7", name: "Food", products: [{ id: "1" }] }],
  });
  fixture.standIns.profile.businessProfile = async () => null;
  fixture.asked.length = 0;
  expect(await fixture.call("business.getCatalog", instanceName())).toMatchObject({
    wuid: ownJid,
    isBusiness: false,
    catalog: [],
    nextPageCursor: null,
  });
  expect(await fixture.call("business.getCollections", instanceName())).toMatchObject({ collections: [] });
  expect(fixture.asked.filter(([name]) => name.startsWith("catalogs."))).toEqual([]);
});

test("WhatsApp's refusals are the answer", async () => {
  const { catalogs } = fixture.standIns;
  catalogs.catalog = () => Promise.reject(new WaxwingError("WHATSAPP_REJECTED"));
  expect(await errorCode(fixture.call("business.getCatalog", instanceName()))).toBe("WHATSAPP_REJECTED");
});
