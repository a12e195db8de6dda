import { expect } from "vitest";
import { until } from "../../processes/conditions.ts";
import { isJpeg, jpeg, png } from "../samples.ts";
import { type Scenario, scenario, type World } from "../scenario.ts";

/** An instance of its own, paired with a phone of its own. */
async function ownInstance(world: World, marker: string) {
  const { phone } = await world.person();
  return world.web.pair(`own-${marker}`, phone);
}

const named = (_world: World, _marker: string, { name }: { readonly name: string }) => ({ instanceName: name });
const devicesOf = ({ sandbox }: World, phone: string) => sandbox.account(phone).devices;

/** The account's profile as others see it, its calls, and the life of an instance as its phone sees it. */
export const accountScenarios: readonly Scenario[] = [
  scenario({
    operation: "profile.fetchProfile",
    given: async (world, marker) => {
      const person = await world.person();
      world.sandbox.account(person.phone).changeProfile({ about: `About ${marker}`, picture: jpeg });
      return person;
    },
    input: (_world, _marker, person) => ({ number: person.phone }),
    verify: ({ answer, marker, context: person }) => {
      expect(answer).toMatchObject({
        wuid: `${person.phone}@s.whatsapp.net`,
        numberExists: true,
        status: `About ${marker}`,
        picture: expect.stringMatching(/^https:/),
        isBusiness: false,
      });
    },
  }),
  scenario({
    operation: "profile.fetchProfile",
    about: "of the account itself",
    given: ({ phone }, marker) => phone.changeProfile({ about: `Own ${marker}` }),
    input: () => ({}),
    verify: ({ world, answer, marker }) => {
      expect(answer).toMatchObject({ wuid: world.shop.jid, numberExists: true, status: `Own ${marker}` });
    },
  }),
  scenario({
    operation: "profile.updateProfileName",
    input: (_world, marker) => ({ name: `Shop ${marker}` }),
    verify: async ({ world, marker }) => {
      await world.phone.waitForAppState(({ pushName }) => pushName === `Shop ${marker}`);
    },
  }),
  scenario({
    operation: "profile.updateProfileStatus",
    input: (_world, marker) => ({ status: `Open ${marker}` }),
    verify: async ({ world, marker }) => {
      expect(JSON.stringify(await world.stranger.socket.fetchStatus(world.shop.jid))).toContain(`Open ${marker}`);
    },
  }),
  scenario({
    operation: "profile.updateProfilePicture",
    given: ({ phone }) => phone.changeProfile({ picture: null }),
    input: () => ({ picture: png.toString("base64") }),
    verify: async ({ world }) => {
      expect(await world.stranger.socket.profilePictureUrl(world.shop.jid, "image")).toMatch(/^https:/);
      expect(isJpeg(world.phone.record.picture?.jpeg ?? Buffer.alloc(0))).toBe(true);
    },
  }),
  scenario({
    operation: "profile.removeProfilePicture",
    given: ({ phone }) => phone.changeProfile({ picture: jpeg }),
    input: () => ({}),
    verify: ({ world }) => expect(world.phone.record.picture).toBeNull(),
  }),
  scenario({
    operation: "profile.fetchPrivacySettings",
    given: ({ phone }) => phone.changeProfile({ privacy: { last: "contacts", readreceipts: "all" } }),
    input: () => ({}),
    verify: ({ answer }) => expect(answer).toMatchObject({ last: "contacts", readreceipts: "all" }),
  }),
  scenario({
    operation: "profile.updatePrivacySettings",
    given: ({ phone }) => phone.changeProfile({ privacy: { last: "all", groupadd: "all", online: "all" } }),
    input: () => ({ last: "none", groupadd: "contact_blacklist", online: "match_last_seen" }),
    verify: ({ world, answer }) => {
      const expected = { last: "none", groupadd: "contact_blacklist", online: "match_last_seen" };
      expect(world.phone.record.privacy).toMatchObject(expected);
      expect(answer).toMatchObject({ update: "success", data: expected });
    },
  }),
  scenario({
    operation: "calls.offer",
    given: (world) => world.person(),
    input: (_world, _marker, person) => ({ number: person.phone, isVideo: true, callDuration: 1 }),
    verify: async ({ world, answer, context: person }) => {
      const call = await world.sandbox.world.calls.waitFor(({ id }) => id === answer["id"]);
      expect(call.details).toMatchObject({ isVideo: true, from: { phone: world.shop.phone } });
      expect(call.details.to.map(({ phone }) => phone)).toEqual([person.phone]);
      await call.until(["ended"]);
    },
  }),
  scenario({
    operation: "calls.reject",
    given: async (world) => {
      const call = await world.ana.call({ to: world.shop.phone });
      return call;
    },
    input: ({ ana }, _marker, call) => ({ callId: call.id, from: `${ana.phone}@s.whatsapp.net` }),
    verify: ({ context: call }) => call.rejected(),
  }),
  scenario({
    operation: "instance.setPresence",
    given: async (world) => {
      const viewer = world.sandbox.account((await world.person()).phone);
      world.phone.changeProfile({ privacy: { online: "all", last: "all" } });
      const { presence } = world.sandbox.world;
      await world.web.call("instance.setPresence", { instanceName: world.shop.name, presence: "unavailable" });
      presence.subscribe(viewer.record, world.phone.record);
      return presence.seenBy(viewer.record);
    },
    input: () => ({ presence: "available" }),
    verify: async ({ world, context }) => {
      await context.waitFor(({ of, state }) => of.phone === world.shop.phone && state === "available");
    },
  }),
  scenario({
    operation: "instance.fetchInstances",
    given: (world) => {
      world.sandbox.account(world.shop.phone);
    },
    input: ({ shop }) => ({ instanceName: shop.name }),
    verify: ({ world, answer }) => {
      expect(answer).toMatchObject([
        { name: world.shop.name, connectionStatus: "open", ownerJid: world.shop.jid, integration: "WHATSAPP-BAILEYS" },
      ]);
    },
  }),
  scenario({
    operation: "instance.connectionState",
    given: async (world, marker) => {
      const own = await ownInstance(world, marker);
      // Unlinked at the phone: the server learns it from WhatsApp.
      const [device] = devicesOf(world, own.phone);
      world.sandbox.account(own.phone).unlink(device?.id ?? 0);
      await world.web.state(own.name, "close");
      return own;
    },
    input: named,
    verify: ({ answer, context }) => {
      expect(answer).toMatchObject({ instance: { instanceName: context.name, state: "close" } });
    },
  }),
  scenario({
    operation: "instance.create",
    given: (world) => world.person(),
    input: (_world, marker) => ({ instanceName: `new-${marker}`, integration: "WHATSAPP-BAILEYS", qrcode: true }),
    verify: async ({ world, answer, marker, context: { phone } }) => {
      const { code, base64 } = answer["qrcode"] as { code: string; base64: string };
      expect(base64).toMatch(/^data:image\/png;base64,/);
      await world.sandbox.scanQr(code, { number: phone });
      await world.web.state(`new-${marker}`, "open");
      expect(devicesOf(world, phone)).toMatchObject([{ isConnected: true }]);
    },
  }),
  scenario({
    operation: "instance.connect",
    given: async (world, marker) => {
      await world.web.create(`link-${marker}`);
      return { name: `link-${marker}`, phone: (await world.person()).phone };
    },
    input: named,
    verify: async ({ world, answer, context: { name, phone } }) => {
      await world.sandbox.scanQr(String(answer["code"]), { number: phone });
      await world.web.state(name, "open");
      expect(devicesOf(world, phone)).toMatchObject([{ isConnected: true }]);
    },
  }),
  scenario({
    operation: "instance.connect",
    about: "with a pairing code",
    given: async (world, marker) => {
      await world.web.create(`code-${marker}`);
      return { name: `code-${marker}`, phone: (await world.person()).phone };
    },
    input: (_world, _marker, { name, phone }) => ({ instanceName: name, number: phone }),
    verify: async ({ world, answer, context: { name, phone } }) => {
      expect(answer["pairingCode"]).toMatch(/^[A-Z0-9]{8}$/);
      await world.sandbox.enterPairingCode(String(answer["pairingCode"]), { number: phone });
      await world.web.state(name, "open");
      expect(devicesOf(world, phone)).toHaveLength(1);
    },
  }),
  scenario({
    operation: "instance.restart",
    given: ownInstance,
    input: named,
    verify: async ({ world, context: { name, phone } }) => {
      await world.web.state(name, "open");
      await until("the device to be connected", () => devicesOf(world, phone)[0]?.isConnected === true);
      expect(devicesOf(world, phone)).toHaveLength(1);
    },
  }),
  scenario({
    operation: "instance.logout",
    given: ownInstance,
    input: named,
    verify: async ({ world, context: { name, phone } }) => {
      await until("no device at the phone", () => devicesOf(world, phone).length === 0);
      await world.web.state(name, "close");
    },
  }),
  scenario({
    operation: "instance.delete",
    given: ownInstance,
    input: named,
    verify: async ({ world, context: { phone } }) => {
      await until("no device at the phone", () => devicesOf(world, phone).length === 0);
    },
  }),
  scenario({
    operation: "settings.set",
    about: "calls are rejected",
    given: ownInstance,
    input: (_world, marker, { name }) => ({
      instanceName: name,
      rejectCall: true,
      msgCall: `No calls ${marker}`,
      groupsIgnore: false,
      alwaysOnline: false,
      readMessages: true,
      readStatus: false,
      syncFullHistory: false,
    }),
    verify: async ({ world, marker, context: { phone } }) => {
      const person = await world.person();
      const call = await person.call({ to: phone });
      await call.rejected();
      await person.received(({ text }) => text === `No calls ${marker}`);
      const { id } = await person.say(`Read at once ${marker}`, { to: phone });
      await person.web.waitForReceipt(id, "read");
    },
  }),
];
