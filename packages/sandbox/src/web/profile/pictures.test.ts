import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientOptions } from "../../client-options.ts";
import type { TestClient } from "../../testing/baileys-client.ts";
import { GREEN_JPEG, RED_JPEG } from "../media/testing/sample-pictures.ts";
import { alice, alicesTablet, bob, mark, sandbox, useAcquaintances } from "./testing/acquaintances.ts";
import { ask, codeOf } from "./testing/requests.ts";

useAcquaintances();

let web: ReturnType<typeof clientOptions>;

beforeAll(() => {
  web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
});
afterAll(() => web?.close());

describe("picture", () => {
  const changed = (client: TestClient, of: TestClient, imgUrl: "changed" | "removed", after: number) =>
    client.waitFor("contacts.update", (contacts) => contacts.some((c) => c.id === of.jid && c.imgUrl === imgUrl), {
      after,
    });

  test("nobody has one at first (404)", async () => {
    expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(404);
    expect(await codeOf(bob.socket.profilePictureUrl("999@lid"))).toBe(404);
  });

  test("one that a client sets can be fetched by others, who are told, as the client's own devices are", async () => {
    await alice.socket.updateProfilePicture(alice.jid, GREEN_JPEG);
    await changed(bob, alice, "changed", mark.bob);
    await changed(alicesTablet, alice, "changed", mark.tablet);
    const url = await bob.socket.profilePictureUrl(alice.jid, "image");
    const answer = await fetch(url ?? "", clientFetch());
    expect(answer.headers.get("content-type")).toBe("image/jpeg");
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(alice.account.picture?.jpeg);
    expect(await bob.socket.profilePictureUrl(alice.lid)).toBe(url);
    expect(alice.events.slice(mark.alice).some(({ name }) => name === "contacts.update")).toBe(false);
  });

  test("another one set on the phone has another address, and an expired address is renewed", async () => {
    const before = await bob.socket.profilePictureUrl(alice.jid);
    sandbox.world.profiles.setPicture(alice.account, RED_JPEG);
    await changed(alice, alice, "changed", mark.alice);
    await changed(bob, alice, "changed", mark.bob);
    const url = (await bob.socket.profilePictureUrl(alice.jid)) ?? "";
    expect(url).not.toBe(before);
    sandbox.world.media.expire(url);
    expect((await fetch(url, clientFetch())).status).toBe(410);
    const renewed = await fetch((await bob.socket.profilePictureUrl(alice.jid)) ?? "", clientFetch());
    expect(Buffer.from(await renewed.arrayBuffer())).toEqual(RED_JPEG);
  });

  test("can be removed, and the others are told", async () => {
    await alice.socket.removeProfilePicture(alice.jid);
    await changed(bob, alice, "removed", mark.bob);
    expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(404);
  });

  test("must be a JPEG (406), and one's own (403)", async () => {
    const picture = (jpeg: Buffer) => [{ tag: "picture", attrs: { type: "image" }, content: jpeg }];
    const set = { type: "set", xmlns: "w:profile:picture" };
    expect(await codeOf(ask(alice, set, picture(Buffer.from("GIF89a, not a JPEG"))))).toBe(406);
    expect(await codeOf(ask(alice, set, picture(Buffer.concat([GREEN_JPEG, Buffer.alloc(2_000_000)]))))).toBe(406);
    expect(await codeOf(ask(alice, { ...set, target: bob.jid }, picture(GREEN_JPEG)))).toBe(403);
    expect(bob.account.picture).toBeNull();
  });

  test("of a group is the group's: members see it, others do not (401)", async () => {
    const group = await alice.socket.groupCreate("Pictures", [bob.jid]);
    await alice.socket.updateProfilePicture(group.id, GREEN_JPEG);
    await bob.waitFor(
      "contacts.update",
      (all) => all.some(({ id, imgUrl }) => id === group.id && imgUrl === "changed"),
      {
        after: mark.bob,
      },
    );
    expect(await bob.socket.profilePictureUrl(group.id)).toContain("https://");
    const stranger = sandbox.world.directory.account("15550000003");
    expect(() => sandbox.world.profiles.pictures.seenBy(stranger, group.id)).toThrow("not-authorized");
    await alice.socket.removeProfilePicture(group.id);
    expect(await codeOf(bob.socket.profilePictureUrl(group.id))).toBe(404);
  });
});

test("a hidden picture is refused (401), one for contacts is shown to whom the phone has saved", async () => {
  const { profiles, appState } = sandbox.world;
  profiles.setPicture(alice.account, GREEN_JPEG);
  await alice.socket.updateProfilePicturePrivacy("none");
  expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(401);
  expect(await codeOf(alice.socket.profilePictureUrl(alice.jid))).toBeNull();
  await alice.socket.updateProfilePicturePrivacy("contacts");
  expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(401);
  await alice.socket.addOrEditContact(bob.jid, { fullName: "Bob", saveOnPrimaryAddressbook: true });
  await alice.until(() => bob.jid in appState.view(alice.account).contacts);
  expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBeNull();
  profiles.setPrivacy(alice.account, "profile", "contact_blacklist", [bob.account]);
  expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBe(401);
  profiles.setPrivacy(alice.account, "profile", "contact_blacklist", []);
  expect(await codeOf(bob.socket.profilePictureUrl(alice.jid))).toBeNull();
  await alice.socket.updateProfilePicturePrivacy("all");
});

test("no client had anything to complain about", () => {
  for (const client of [alice, alicesTablet, bob]) expect(client.complaints()).toEqual([]);
});

function clientFetch(): RequestInit {
  return web.options;
}
