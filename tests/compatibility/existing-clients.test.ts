import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { sendRaw } from "../support/http-request.ts";
import { mp3, mp4, pdf, png } from "../web/samples.ts";
import { type RunningWorld, startWorld } from "../web/world.ts";
import { filledIn, misreadings, recordings } from "./recorded-requests.ts";

let world: RunningWorld;
let count = 0;

beforeAll(async () => {
  world = await startWorld({ settings: { COMPATIBILITY: "evolution" } });
  // Ana is a contact, with a chat, messages and statuses.
  await world.heard(world.ana, "before");
  await world.said(world.ana.phone, "before", world.ana);
  world.group("Before");
});
afterAll(() => world?.close());

/** What the names in the recordings stand for, made when a request needs it. */
function valuesOfTheMoment(): (name: string) => Promise<string> {
  count += 1;
  const marker = `c${String(count).padStart(4, "0")}`;
  const { web, shop, ana, files, sandbox } = world;
  const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    marker: () => marker,
    apikey: () => web.fixture.apiKey,
    token: () => shop.token,
    instance: () => shop.name,
    instanceId: () => shop.id,
    ownJid: () => shop.jid,
    ana: () => ana.phone,
    anaJid: () => `${ana.phone}@s.whatsapp.net`,
    files: () => files.url,
    png: () => png.toString("base64"),
    mp3: () => mp3.toString("base64"),
    mp4: () => mp4.toString("base64"),
    pdf: () => pdf.toString("base64"),
    heard: () => world.heard(ana, `Heard ${marker}`),
    said: () => world.said(ana.phone, `Said ${marker}`, ana),
    group: () => world.group(`Group ${marker}`).jid,
    inviteCode: () =>
      sandbox.createGroup(`Foreign ${marker}`, { by: ana.phone, members: [world.bia.phone] }).inviteCode,
    person: async () => (await world.person()).phone,
    async own() {
      const { phone } = await world.person();
      return (await web.pair(`own-${marker}`, phone)).name;
    },
    async unpaired() {
      return (await web.create(`unpaired-${marker}`)).name;
    },
    async image() {
      const sent = ana.web.sendMedia({ type: "image", bytes: png, mimeType: "image/png" }, { to: shop.phone });
      await world.stored(sent.id);
      return sent.id;
    },
  };
  const made = new Map<string, Promise<string>>();
  return (name) => {
    const maker = makers[name];
    if (maker === undefined) throw new Error(`a recording names {{${name}}}, which nobody makes`);
    const value = made.get(name) ?? Promise.resolve(maker());
    made.set(name, value);
    return value;
  };
}

describe.each(recordings())("%s", (_client, requests) => {
  test.each(requests.map((request) => [request.about, request] as const))("%s", async (_about, recorded) => {
    const { method, path, headers, body, status, reads } = await filledIn(recorded, valuesOfTheMoment());
    const answer = await sendRaw(world.web.fixture.url, {
      method,
      path,
      headers,
      timeoutMs: 20_000,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status, answer.text).toBe(status);
    expect(misreadings(answer.json, reads)).toEqual([]);
  });
});

/** The bodies that were posted to a path below the receiver's. */
function postedTo(suffix: string): Record<string, unknown>[] {
  return world.web.fixture.receiver.deliveries
    .filter(({ path }) => path.endsWith(suffix))
    .map(({ body }) => body as Record<string, unknown>);
}

describe("webhooks by events", () => {
  test.each([
    ["byEvents, nested", { webhook: { enabled: true, url: "", byEvents: true } }],
    ["webhookByEvents, nested", { webhook: { enabled: true, url: "", webhookByEvents: true } }],
    ["byEvents, flat", { enabled: true, url: "", byEvents: true }],
  ])("%s: the suffix is lower case with hyphens, and data is one object", async (name, settings) => {
    const folder = `/${name.replace(/\W+/g, "-")}`;
    const url = `${world.web.fixture.receiver.url}${folder}`;
    const body = "webhook" in settings ? { webhook: { ...settings.webhook, url } } : { ...settings, url };
    const { status } = await sendRaw(world.web.fixture.url, {
      method: "POST",
      path: `/webhook/set/${world.shop.name}`,
      headers: { apikey: world.web.fixture.apiKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(status).toBe(201);
    const id = await world.heard(world.ana, `For ${name}`);
    const [envelope] = await until("the webhook", () => {
      const found = postedTo(`${folder}/messages-upsert`);
      return found.length > 0 ? found : undefined;
    });
    expect(envelope).toMatchObject({
      event: "messages.upsert",
      instance: world.shop.name,
      data: { key: { id, remoteJid: `${world.ana.phone}@s.whatsapp.net` }, messageType: "conversation" },
    });
    await world.said(world.ana.phone, `Sent for ${name}`, world.ana);
    await until("the webhook of a send", () => postedTo(`${folder}/send-message`).length > 0);
    await until("the webhook of a status", () => postedTo(`${folder}/messages-update`).length > 0);
  });
});
