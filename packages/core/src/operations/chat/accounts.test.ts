import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import { maria, mariaLid, type OperationsFixture, ownJid, startOperations } from "../../testing/operations-fixture.ts";

const group = "120363025486748009@g.us";
let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  fixture.standIns.recipients.lookUp = async (_instance, queries) =>
    queries.map((query) => {
      if (query === maria || query === mariaLid) return { query, exists: true, jid: maria, lid: mariaLid, name: null };
      if (query === group) return { query, exists: true, jid: group, lid: null, name: "Team" };
      return { query, exists: query === ownJid, jid: query, lid: null, name: null };
    });
});
afterAll(() => fixture.close());

const instanceName = () => ({ instanceName: instance.name });

test("numbers are checked in one look-up and answered in the order of the question", async () => {
  await receive(fixture, instance.id, { contacts: [{ remoteJid: maria, pushName: "Maria", savedName: "Maria S." }] });
  const numbers = ["+55 11 99999-9999", "15550100", group, "status@broadcast", mariaLid, "15550100"];
  expect(await fixture.call("chat.checkIsWhatsApp", { ...instanceName(), numbers })).toEqual([
    { jid: maria, exists: true, number: "+55 11 99999-9999", name: "Maria S.", lid: mariaLid },
    { jid: "15550100@s.whatsapp.net", exists: false, number: "15550100", name: null, lid: null },
    { jid: group, exists: true, number: group, name: "Team", lid: null },
    { jid: "status@broadcast", exists: false, number: "status@broadcast", name: null, lid: null },
    { jid: maria, exists: true, number: mariaLid, name: "Maria S.", lid: mariaLid },
    { jid: "15550100@s.whatsapp.net", exists: false, number: "15550100", name: null, lid: null },
  ]);
  expect(fixture.asked).toEqual([["recipients.lookUp", [maria, "15550100@s.whatsapp.net", group, mariaLid]]]);
  const invalid = fixture.call("chat.checkIsWhatsApp", { ...instanceName(), numbers: ["15550100", "no number"] });
  expect(await errorCode(invalid)).toBe("RECIPIENT_INVALID");
});

test("a picture is that of an account, of a group, or the own one", async () => {
  const url = "https://pps.whatsapp.net/p.jpg";
  const picture = (number?: string) => fixture.call("chat.fetchProfilePictureUrl", { ...instanceName(), number });
  expect(await picture(mariaLid)).toEqual({ wuid: maria, profilePictureUrl: url });
  expect(await picture(group)).toEqual({ wuid: group, profilePictureUrl: url });
  expect(await picture()).toEqual({ wuid: ownJid, profilePictureUrl: url });
  expect(await picture("")).toEqual({ wuid: ownJid, profilePictureUrl: url });
  expect(await errorCode(picture("15550100"))).toBe("NUMBER_NOT_ON_WHATSAPP");
});

test("who is no business has no business profile", async () => {
  const profileOf = () => fixture.call("chat.fetchBusinessProfile", { ...instanceName(), number: maria });
  expect(await profileOf()).toMatchObject({
    isBusiness: true,
    jid: maria,
    wid: maria,
    website: ["https://example.com"],
    business_hours: { timezone: "America/Sao_Paulo" },
  });
  fixture.standIns.profile.businessProfile = async () => null;
  expect(await profileOf()).toEqual({ isBusiness: false, message: "Not a business profile", jid: maria, exists: true });
});

test("accounts are blocked under the address that WhatsApp knows", async () => {
  const block = (status: "block" | "unblock", number: string = mariaLid) =>
    fixture.call("chat.updateBlockStatus", { ...instanceName(), number, status });
  expect(await block("block")).toEqual({ block: "success" });
  await block("unblock");
  expect(await errorCode(block("block", "15550100"))).toBe("NUMBER_NOT_ON_WHATSAPP");
  expect(fixture.asked.filter(([name]) => name === "chats.block")).toEqual([
    ["chats.block", maria, true],
    ["chats.block", maria, false],
  ]);
  expect(await fixture.call("chat.fetchBlocklist", instanceName())).toEqual({
    blocklist: ["5511777777777@s.whatsapp.net"],
  });
});

test("a presence is shown as long as asked, and then ended", async () => {
  const show = (presence: "composing" | "available", delay?: number) =>
    fixture.call("chat.sendPresence", { ...instanceName(), number: mariaLid, presence, delay });
  const shown = () =>
    fixture.asked.filter(([name]) => name === "chatPresence.sendChatPresence").map(([, ...rest]) => rest);
  const before = performance.now();
  expect(await show("composing", 60)).toEqual({ presence: "composing" });
  expect(performance.now() - before).toBeGreaterThan(55);
  expect(shown()).toEqual([
    [maria, "composing"],
    [maria, "paused"],
  ]);
  await show("composing");
  await show("available", 5);
  expect(shown().slice(2)).toEqual([
    [maria, "composing"],
    [maria, "available"],
  ]);
  fixture.standIns.chatPresence.sendChatPresence = () => Promise.reject(new WaxwingError("WHATSAPP_UNAVAILABLE"));
  expect(await errorCode(show("composing", 5))).toBe("WHATSAPP_UNAVAILABLE");
});
