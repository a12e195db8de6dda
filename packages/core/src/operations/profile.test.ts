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

const call = (name: string, input: object = {}): Promise<unknown> =>
  fixture.call(`profile.${name}` as "profile.fetchProfile", { instanceName: instance.name, ...input } as never);
const shown = async () => {
  const [view] = (await fixture.call("instance.fetchInstances", { instanceName: instance.name })) as object[];
  return view;
};
const storedProfile = async () => {
  const { rows } = await fixture.database.query("SELECT profile_name, profile_pic_url FROM instance WHERE id = $1", [
    instance.id,
  ]);
  return rows[0];
};

test("a profile is put together from what WhatsApp tells and what is stored", async () => {
  await receive(fixture, instance.id, { contacts: [{ remoteJid: maria, savedName: "Maria S." }] });
  expect(await call("fetchProfile", { number: "5511999999999" })).toEqual({
    wuid: maria,
    name: "Maria S.",
    numberExists: true,
    picture: "https://pps.whatsapp.net/p.jpg",
    status: "Available",
    isBusiness: true,
    description: "We sell pizza",
    email: null,
    website: ["https://example.com"],
    address: "Praça da Sé",
    category: "Restaurant",
  });
});

test("without a number it is the own one; what is hidden is null", async () => {
  const { profile } = fixture.standIns;
  await call("updateProfileName", { name: "My shop" });
  profile.pictureUrl = async () => null;
  profile.aboutOf = async () => null;
  profile.businessProfile = async () => null;
  expect(await call("fetchProfile")).toMatchObject({
    wuid: ownJid,
    name: "My shop",
    picture: null,
    status: null,
    isBusiness: false,
    website: null,
  });
});

test("changes go to WhatsApp, and what fetchInstances shows changes with them", async () => {
  expect(await call("updateProfileName", { name: "My shop" })).toEqual({ update: "success" });
  expect(await call("updateProfileStatus", { status: "" })).toEqual({ update: "success" });
  expect(await call("updateProfilePicture", { picture: "https://example.com/p.jpg" })).toEqual({ update: "success" });
  expect(await shown()).toMatchObject({ profileName: "My shop", profilePicUrl: "https://pps.whatsapp.net/p.jpg" });
  expect(await call("removeProfilePicture")).toEqual({ update: "success" });
  expect(await shown()).toMatchObject({ profileName: "My shop", profilePicUrl: null });
  expect(await storedProfile()).toEqual({ profile_name: "My shop", profile_pic_url: null });
  expect(fixture.asked).toEqual([
    ["profile.updateName", "My shop"],
    ["profile.updateAbout", ""],
    ["profile.updatePicture", "https://example.com/p.jpg"],
    ["profile.pictureUrl", ownJid],
    ["profile.removePicture"],
  ]);
});

test("a picture that is no picture changes nothing; one whose address is not told is changed all the same", async () => {
  const { profile } = fixture.standIns;
  const { updatePicture } = profile;
  profile.updatePicture = () => Promise.reject(new WaxwingError("MEDIA_INVALID"));
  expect(await errorCode(call("updateProfilePicture", { picture: "AAAA" }))).toBe("MEDIA_INVALID");
  Object.assign(profile, { updatePicture, pictureUrl: () => Promise.reject(new WaxwingError("WHATSAPP_UNAVAILABLE")) });
  expect(await call("updateProfilePicture", { picture: "AAAA" })).toEqual({ update: "success" });
  expect(await storedProfile()).toEqual({ profile_name: null, profile_pic_url: null });
});

test("privacy settings that are given are changed, and the others stay", async () => {
  const before = await call("fetchPrivacySettings");
  expect(before).toMatchObject({ last: "none", groupadd: "all" });
  const after = { ...(before as object), last: "contacts" };
  expect(await call("updatePrivacySettings", { last: "contacts" })).toEqual({ update: "success", data: after });
  expect(fixture.asked.at(-1)).toEqual(["profile.updatePrivacySettings", after]);
  expect(await errorCode(call("updatePrivacySettings"))).toBe("VALIDATION_FAILED");
});
