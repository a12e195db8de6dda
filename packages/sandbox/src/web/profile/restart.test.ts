import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clientOptions } from "../../client-options.ts";
import { connectClient } from "../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../testing/start.ts";
import { phoneJid } from "../address.ts";
import { saveContact } from "../app-state/actions.ts";
import { GREEN_JPEG, RED_JPEG } from "../media/testing/sample-pictures.ts";
import { childOf } from "../stanza.ts";
import { ask } from "./testing/requests.ts";

let data: string;
let sandbox: TestSandbox;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "sandbox-profile-"));
  sandbox = await startTestSandbox({ data });
});

afterEach(async () => {
  await sandbox?.close();
  await rm(data, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await sandbox.close();
  sandbox = await startTestSandbox({ data });
}

test("what people, businesses and channels show of themselves survives a restart", async () => {
  const { directory, profiles } = sandbox.world;
  const [ana, bia] = [directory.account("15550000001"), directory.account("15550000002")];
  profiles.setAbout(ana, "Here since yesterday");
  const picture = profiles.setPicture(ana, GREEN_JPEG);
  const caro = directory.account("15550000003");
  for (const other of [bia, caro]) {
    sandbox.world.appState.mutate(ana, saveContact(phoneJid(other), { fullName: other.name }));
  }
  profiles.setPrivacy(ana, "last", "contact_blacklist", [bia]);
  profiles.block(ana, bia);
  profiles.setBusiness(bia, { websites: [], categories: [] });
  const { id } = profiles.catalog.add(bia, { name: "Bread" });
  const order = profiles.catalog.addOrder(bia, ana, []);
  const endsAt = sandbox.world.clock.seconds() + 60;
  profiles.limits.setReachoutTimelock(ana, { endsAt, enforcementType: "BIZ_QUALITY" });
  const { jid } = profiles.newsletters.create(ana, "News");
  profiles.newsletters.follow(bia, jid);
  for (const conversation of ["one", "two", "three"]) profiles.newsletters.posts.publish(ana, jid, { conversation });
  profiles.newsletters.posts.react(bia, jid, 101, "👍");

  await restart();
  const again = sandbox.world.profiles;
  const [newAna, newBia, newCaro] = [ana, bia, caro].map(({ phone }) => sandbox.world.directory.byPhone(phone));
  if (!newAna || !newBia || !newCaro) throw new Error("the accounts are gone");
  expect(newAna).not.toBe(ana);
  expect(newAna.about.text).toBe("Here since yesterday");
  expect(newAna.picture).toEqual({ id: picture?.id, jpeg: GREEN_JPEG });
  expect(newAna.blocked).toEqual([newBia.lid]);
  again.unblock(newAna, newBia);
  expect([newBia, newCaro].map((other) => again.isVisible(newAna, other, "last"))).toEqual([false, true]);
  expect(again.catalog.product(newBia, id)?.name).toBe("Bread");
  expect(again.catalog.order(newAna, order.id, order.token).sellerLid).toBe(newBia.lid);
  expect(again.isReachoutLocked(newAna)).toBe(true);
  const posts = again.newsletters.posts.of(jid);
  expect(posts.map((post) => again.newsletters.posts.messageOf(post).conversation)).toEqual(["one", "two", "three"]);
  expect(posts[1]?.reactions).toEqual({ [newBia.lid]: "👍" });
  expect(again.newsletters.posts.publish(newAna, jid, { conversation: "four" }).serverId).toBe(103);
});

test("pictures of products can be fetched after a restart, whatever port the sandbox has then", async () => {
  const { directory, profiles, media } = sandbox.world;
  const shop = directory.account("15550000001");
  const [product, cover] = [media.store(GREEN_JPEG, "product"), media.store(RED_JPEG, "cover")];
  const address = `https://mmg.whatsapp.net${product.directPath}`;
  const coverPhoto = { id: "1", url: cover.url };
  profiles.setBusiness(shop, { websites: [], categories: [], coverPhoto });
  const { id } = profiles.catalog.add(shop, { name: "Bread", imageUrls: [address, product.url] });
  profiles.catalog.addCollection(shop, "All", [id]);
  const { port } = sandbox;
  await restart();
  expect(sandbox.port).not.toBe(port);
  const client = await connectClient(sandbox, { phone: "15550000002", initialSync: false });
  const web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
  try {
    const jid = phoneJid(shop);
    const { products } = await client.socket.getCatalog({ jid });
    const { collections } = await client.socket.getCollections(jid);
    const urls = [...products, ...(collections[0]?.products ?? [])].map(({ imageUrls }) => imageUrls["original"]);
    expect(urls).toEqual(Array(2).fill(sandbox.world.media.urlOf(product.directPath)));
    expect((await fetch(urls[0] ?? "", web.options)).status).toBe(200);
    const profile = await ask(client, { type: "get", xmlns: "w:biz" }, [
      { tag: "business_profile", attrs: { v: "244" }, content: [{ tag: "profile", attrs: { jid } }] },
    ]);
    const shown = childOf(childOf(childOf(profile), "profile"), "cover_photo");
    expect((await fetch(shown?.attrs["url"] ?? "", web.options)).status).toBe(200);
  } finally {
    await client.close();
    await web.close();
  }
});

test("a channel keeps its newest posts only, as many as the sandbox keeps of anything", async () => {
  await sandbox.close();
  sandbox = await startTestSandbox({ data, historyLimit: 3 });
  const { directory, profiles } = sandbox.world;
  const ana = directory.account("15550000001");
  const { jid } = profiles.newsletters.create(ana, "News");
  const { posts } = profiles.newsletters;
  for (let number = 1; number <= 5; number++) posts.publish(ana, jid, { conversation: String(number) });
  expect(posts.of(jid).map((post) => posts.messageOf(post).conversation)).toEqual(["3", "4", "5"]);
});
