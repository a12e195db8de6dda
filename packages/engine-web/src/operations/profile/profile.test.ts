import { getBinaryNodeChild, getBinaryNodeChildren } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCatalogs } from "../catalogs.ts";
import { createPresence } from "../presence.ts";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { GREEN_JPEG, plainPictures } from "../testing/pictures.ts";
import { createProfile } from "./profile.ts";

let circle: Circle;
let ana: Member;
let bruno: Member;
let profile: ReturnType<typeof createProfile>;

beforeAll(async () => {
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
  bruno = await circle.connect("5511900000002", "Bruno");
  profile = createProfile({ sessions: circle.sessions, media: plainPictures });
}, 60_000);
afterAll(() => circle?.close());

/** Categories of privacy that clients have set so far. */
function setCategories(): (string | undefined)[] {
  return circle.sandbox.transcript.entries.flatMap((entry) => {
    if (entry.kind !== "stanza" || entry.stanza.attrs["xmlns"] !== "privacy" || entry.stanza.attrs["type"] !== "set")
      return [];
    return getBinaryNodeChildren(getBinaryNodeChild(entry.stanza, "privacy"), "category").map(
      ({ attrs }) => attrs["name"],
    );
  });
}

const account = (phone: string) => circle.sandbox.account(phone);

describe("the own profile", () => {
  test("name and about are what others and the phone see", async () => {
    await profile.updateName(ana.instance, "Ana Maria", patient);
    await profile.updateAbout(ana.instance, "Gone fishing 🎣", patient);

    const phone = account("5511900000001");
    expect((await phone.waitForAppState(({ pushName }) => pushName === "Ana Maria")).pushName).toBe("Ana Maria");
    expect(await profile.aboutOf(bruno.instance, ana.jid, patient)).toBe("Gone fishing 🎣");
    await expect(profile.updateAbout(ana.instance, "x".repeat(140), patient)).rejects.toMatchObject({
      code: "WHATSAPP_REJECTED",
      details: { whatsapp: { code: 406 } },
    });
  });

  test("a picture is seen by another account until it is removed", async () => {
    expect(await profile.pictureUrl(bruno.instance, ana.jid, patient)).toBeNull();
    await profile.updatePicture(ana.instance, GREEN_JPEG.toString("base64"), patient);
    expect(await profile.pictureUrl(bruno.instance, ana.jid, patient)).toMatch(/^https:/);
    expect(account("5511900000001").record.picture?.jpeg.equals(GREEN_JPEG)).toBe(true);
    await profile.removePicture(ana.instance, patient);
    expect(await profile.pictureUrl(bruno.instance, ana.jid, patient)).toBeNull();
  });

  test("only what differs of the privacy settings is set, and the answer is read back", async () => {
    const before = await profile.privacySettings(ana.instance, patient);
    const sent = setCategories().length;
    const wanted = { ...before, readreceipts: "none", last: "contacts", online: "match_last_seen" };
    expect(await profile.updatePrivacySettings(ana.instance, wanted, patient)).toEqual(wanted);
    expect(account("5511900000001").record.privacy).toMatchObject({ readreceipts: "none", last: "contacts" });
    expect(setCategories().slice(sent)).toEqual(["readreceipts", "online", "last"]);
    await expect(
      profile.updatePrivacySettings(ana.instance, { ...wanted, groupadd: "nobody" }, patient),
    ).rejects.toMatchObject({ code: "WHATSAPP_REJECTED", details: { whatsapp: { code: 400 } } });
    await profile.updatePrivacySettings(ana.instance, before, patient);
  });
});

describe("what others hide", () => {
  test("is null, as is what they do not have", async () => {
    const shy = account("5511955550001");
    shy.changeProfile({ about: "secret", picture: GREEN_JPEG, privacy: { status: "none", profile: "none" } });
    expect(await profile.aboutOf(ana.instance, shy.jid, patient)).toBeNull();
    expect(await profile.pictureUrl(ana.instance, shy.jid, patient)).toBeNull();
    expect(await profile.businessProfile(ana.instance, shy.jid, patient)).toBeNull();
    expect(await profile.aboutOf(ana.instance, "5511955559999@s.whatsapp.net", patient)).toBeNull();
  });
});

describe("presence", () => {
  test("is shown to who has subscribed", async () => {
    const presence = createPresence({ sessions: circle.sessions });
    await bruno.client.socket.presenceSubscribe(ana.jid);
    for (const shown of ["available", "unavailable", "available"] as const) {
      const { length } = bruno.client.events;
      await presence.setPresence(ana.instance, shown, patient);
      await bruno.client.waitFor(
        "presence.update",
        ({ presences }) => Object.values(presences).some(({ lastKnownPresence }) => lastKnownPresence === shown),
        { after: length },
      );
    }
  });
});

describe("a business", () => {
  const shop = () => account("5511955550002");
  const catalogs = () => createCatalogs({ sessions: circle.sessions });

  test("shows its profile", async () => {
    shop().changeProfile({
      business: {
        address: "Rua 1",
        description: "Pizza",
        websites: ["https://example.com"],
        email: "shop@example.com",
        categories: [{ id: "1", name: "Restaurant" }],
        hours: { timezone: "America/Sao_Paulo", days: [{ day: "mon", mode: "open_24h" }] },
      },
    });
    expect(await profile.businessProfile(ana.instance, shop().jid, patient)).toEqual({
      wid: shop().jid,
      address: "Rua 1",
      description: "Pizza",
      website: ["https://example.com"],
      email: "shop@example.com",
      category: "Restaurant",
      businessHours: {
        timezone: "America/Sao_Paulo",
        business_config: [{ day_of_week: "mon", mode: "open_24h" }],
      },
    });
  });

  test("shows its catalog page by page, and its collections", async () => {
    const { catalog } = circle.sandbox.world.profiles;
    const first = catalog.add(shop().record, { name: "Pizza", price: 42_900, currency: "BRL" });
    const second = catalog.add(shop().record, { name: "Suco", price: 9900, currency: "BRL" });
    const collection = catalog.addCollection(shop().record, "Comida", [first.id]);
    const page = (cursor: string | undefined) =>
      catalogs().catalog(ana.instance, shop().jid, { limit: 1, cursor }, patient);

    const one = await page(undefined);
    expect(one.items).toMatchObject([{ id: first.id, name: "Pizza", price: 42_900, currency: "BRL" }]);
    expect(one.nextCursor).not.toBeNull();
    const two = await page(one.nextCursor ?? "");
    expect(two).toMatchObject({ items: [{ id: second.id, name: "Suco" }], nextCursor: null });
    expect(await catalogs().collections(ana.instance, shop().jid, 10, patient)).toMatchObject([
      { id: collection.id, name: "Comida", products: [{ id: first.id }] },
    ]);
  });

  test("a private account has no catalog", async () => {
    await expect(
      catalogs().catalog(ana.instance, bruno.jid, { limit: 1, cursor: undefined }, patient),
    ).rejects.toMatchObject({ code: "WHATSAPP_REJECTED" });
  });
});
