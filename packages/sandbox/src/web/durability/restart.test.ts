import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadMediaMessage, type WAMessage } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { clientOptions } from "../../client-options.ts";
import { startSandbox } from "../../start-sandbox.ts";
import type { TestClient } from "../../testing/baileys-client.ts";
import { GREEN_JPEG, RED_JPEG } from "../media/testing/sample-pictures.ts";
import { textsOf } from "../messaging/testing/stage.ts";
import { type Box, type Ending, type PlainStanza, startBox } from "./testing/box.ts";

const ANA = "5511988880001";
const RUI = "5511988880002";
const EVA = "5511977770001";
const LEO = "5511977770002";
const jidOf = (phone: string): string => `${phone}@s.whatsapp.net`;

interface Received {
  readonly id: string;
  readonly text: string | null;
  readonly chat: string;
}

const cleanUp: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "waxwing-durability-"));
  cleanUp.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

const say = (box: Box, phone: string, text: string, to: string) =>
  box.admin<{ id: string }>("POST", `/contacts/${phone}/say`, { text, to });
const heard = async (box: Box, phone: string, text: string): Promise<Received[]> =>
  box.admin("GET", `/contacts/${phone}/received?waitMs=10000&text=${encodeURIComponent(text)}`);

/** Number of the one-time key in a bundle that the server gives for a device. */
async function oneTimeKey(client: TestClient, jid: string): Promise<string> {
  const answer = (await client.socket.query({
    tag: "iq",
    attrs: { xmlns: "encrypt", type: "get", to: "@s.whatsapp.net" },
    content: [{ tag: "key", attrs: {}, content: [{ tag: "user", attrs: { jid } }] }],
  })) as PlainStanza;
  const find = (stanza: unknown, tag: string): PlainStanza | undefined => {
    const { content } = (stanza ?? {}) as PlainStanza;
    const children = Array.isArray(content) ? (content as PlainStanza[]) : [];
    return children.find((child) => child.tag === tag) ?? children.map((each) => find(each, tag)).find(Boolean);
  };
  const id = find(find(answer, "key"), "id")?.content;
  return Buffer.from(id as unknown as Uint8Array).toString("hex");
}

describe.each<Ending>(["closed", "killed"])("after a restart of a sandbox that was %s", (ending) => {
  let data: string;
  let before: Box;
  let box: Box;
  let ana: TestClient;
  let rui: TestClient;
  let group: string;
  let channel: string;
  let picture: WAMessage;
  let lids: unknown;
  const keysBefore: string[] = [];
  const queued = Array.from({ length: 20 }, (_, index) => `queued ${index}`);

  beforeAll(async () => {
    data = await directory();
    before = await startBox(ending, { data });
    cleanUp.push(() => before.stop());
    for (const [phone, name] of [
      [EVA, "Eva"],
      [LEO, "Leo"],
    ] as const) {
      await before.admin("POST", "/contacts", { phone, name, echo: phone === LEO });
    }
    ana = await before.client(ANA);
    rui = await before.client(RUI);
    cleanUp.push(() => ana.close());
    cleanUp.push(() => rui.close());

    await say(before, EVA, "oi", ANA);
    await ana.text("oi");
    await ana.send(jidOf(EVA), { text: "oi, Eva" });
    await heard(before, EVA, "oi, Eva");
    await ana.send(jidOf(RUI), { text: "oi, Rui" });
    await rui.text("oi, Rui");

    group = (await ana.socket.groupCreate("Team", [jidOf(EVA), jidOf(RUI)])).id;
    await ana.send(group, { text: "team" });
    await Promise.all([heard(before, EVA, "team"), rui.text("team")]);
    await say(before, EVA, "team, says Eva", group);
    await Promise.all([ana.text("team, says Eva"), rui.text("team, says Eva")]);

    await before.admin("POST", `/contacts/${EVA}/media`, {
      type: "image",
      base64: GREEN_JPEG.toString("base64"),
      mimeType: "image/jpeg",
      caption: "look",
      to: ANA,
    });
    picture = await ana.message(({ message }) => message?.imageMessage?.caption === "look");

    await before.admin("PUT", `/accounts/${EVA}/profile`, {
      about: "Back soon",
      picture: RED_JPEG.toString("base64"),
      privacy: { last: "none" },
    });
    await ana.socket.updateProfileStatus("At work");
    await ana.socket.updateLastSeenPrivacy("contacts");
    await ana.socket.updateBlockStatus(jidOf(LEO), "block");
    await ana.socket.chatModify({ pin: true }, jidOf(EVA));
    const created = await ana.socket.newsletterCreate("News", "All of them");
    channel = created.id;
    await ana.socket.sendMessage(channel, { text: "issue one" });
    for (let time = 0; time < 3; time++) keysBefore.push(await oneTimeKey(rui, ana.auth.creds.me?.id ?? ""));
    for (let time = 0; time < 3; time++) keysBefore.push(await oneTimeKey(rui, jidOf(EVA)));
    lids = (await before.admin<{ phone: string; lid: string }[]>("GET", "/accounts")).map(({ lid }) => lid);

    await before.settled(rui);
    await rui.disconnect();
    for (const [index, text] of queued.entries()) {
      if (index % 3 === 0) await say(before, LEO, text, RUI);
      else if (index % 3 === 1) await say(before, EVA, text, group);
      else await ana.send(jidOf(RUI), { text });
    }
    await before.admin("POST", `/contacts/${EVA}/call`, { to: RUI });
    await before.settled(ana).catch(() => {});
    await before.stop();
    await ana.closed();

    // On the same port: what messages say of their files has it.
    box = await startBox(ending, { data, port: before.port });
    cleanUp.push(() => box.stop());
    const { auth } = ana;
    await ana.close();
    ana = await box.client(ANA, auth);
  }, 90_000);

  it("has the keys and the certificate that clients trust, and the same people", async () => {
    expect(box).toMatchObject({ rootKey: before.rootKey, caPem: before.caPem });
    expect((await box.admin<{ lid: string }[]>("GET", "/accounts")).map(({ lid }) => lid)).toEqual(lids);
    expect(ana.ends).toEqual([]);
    expect(ana.errors()).toEqual([]);
  });

  it("gives a client that was away what waited for it, in order and once, and no call that nobody makes", async () => {
    const { auth } = rui;
    await rui.close();
    rui = await box.client(RUI, auth);
    await rui.text(queued.at(-1) ?? "");
    expect(textsOf(rui)).toEqual(queued);
    await box.settled(rui);
    await rui.reconnect();
    await say(box, LEO, "the last one", RUI);
    await rui.text("the last one");
    expect(textsOf(rui)).toEqual([...queued, "the last one"]);
    expect(rui.events.filter(({ name }) => name === "call")).toEqual([]);
    expect(await box.admin("GET", "/calls")).toEqual([]);
    expect(rui.errors()).toEqual([]);
  });

  it("lets contacts and clients go on in their Signal sessions, both ways", async () => {
    expect((await heard(box, EVA, "oi, Eva")).map(({ text }) => text)).toEqual(["oi, Eva"]);
    const { id } = await say(box, EVA, "still there?", ANA);
    expect((await ana.text("still there?")).key.id).toBe(id);
    await ana.send(jidOf(EVA), { text: "yes" });
    expect(await heard(box, EVA, "yes")).toHaveLength(1);
    expect(await box.stanzas({ tag: "receipt", type: "retry" })).toEqual([]);
    // A session that goes on needs no new key of the other side.
    const sent = await box.stanzas({ direction: "out", tag: "message", id });
    expect(JSON.stringify(sent)).toContain('"type":"msg"');
  });

  it("lets groups go on with the sender keys that their members have", async () => {
    const sent = await ana.send(group, { text: "team again" });
    expect((await heard(box, EVA, "team again"))[0]).toMatchObject({ chat: group, id: sent.key.id });
    const { id } = await say(box, EVA, "me too", group);
    expect((await ana.text("me too")).key.id).toBe(id);
    for (const { stanza } of await box.stanzas({ direction: "out", tag: "message", id })) {
      expect(JSON.stringify(stanza)).not.toContain("pkmsg");
    }
    expect(await box.stanzas({ tag: "receipt", type: "retry" })).toEqual([]);
    expect(await ana.socket.groupMetadata(group)).toMatchObject({ subject: "Team", size: 3 });
  });

  it("has the files of messages and of profiles", async () => {
    const web = clientOptions({ host: "127.0.0.1", port: box.port, caPem: box.caPem });
    cleanUp.push(() => web.close());
    const options = { options: web.options } as object;
    expect(await downloadMediaMessage(picture, "buffer", options)).toEqual(GREEN_JPEG);
    const url = (await ana.socket.profilePictureUrl(jidOf(EVA), "image")) ?? "";
    const answer = await fetch(url, web.options as RequestInit);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(RED_JPEG);
  });

  it("knows what people say of themselves, whom they blocked, and what they hide", async () => {
    const [about] = (await ana.socket.fetchStatus(jidOf(EVA))) ?? [];
    expect(about).toMatchObject({ status: { status: "Back soon" } });
    expect(await box.admin("GET", `/accounts/${ANA}`)).toMatchObject({ about: "At work" });
    expect(await ana.socket.fetchPrivacySettings(true)).toMatchObject({ last: "contacts" });
    expect(await ana.socket.fetchBlocklist()).toHaveLength(1);
    await say(box, LEO, "blocked", ANA);
    await say(box, EVA, "not blocked", ANA);
    await ana.text("not blocked");
    expect(textsOf(ana)).not.toContain("blocked");
  });

  it("goes on with the app state where it was", async () => {
    type State = { chats: Record<string, { isPinned?: boolean; pinned?: unknown; isArchived?: boolean }> };
    const state = await box.admin<State>("GET", `/accounts/${ANA}/app-state`);
    const pinnedBefore = JSON.stringify(state.chats[jidOf(EVA)]);
    await ana.socket.chatModify({ mute: 2_000_000_000_000 }, jidOf(EVA));
    await ana.socket.chatModify({ pin: false }, jidOf(EVA));
    const after = await box.admin<State>("GET", `/accounts/${ANA}/app-state`);
    expect(pinnedBefore).not.toBe(JSON.stringify(after.chats[jidOf(EVA)]));
    await box.admin("POST", `/accounts/${ANA}/app-state`, { changes: [{ kind: "archive", chat: LEO }] });
    await ana.waitFor("chats.update", (chats) => chats.some(({ id, archived }) => id === jidOf(LEO) && archived));
    expect(JSON.stringify(await box.stanzas({ direction: "out", tag: "iq" }))).not.toContain('"code":"409"');
  });

  it("gives no one-time key a second time", async () => {
    const keys = [...keysBefore];
    for (let time = 0; time < 3; time++) keys.push(await oneTimeKey(ana, ana.auth.creds.me?.id ?? ""));
    for (let time = 0; time < 3; time++) keys.push(await oneTimeKey(ana, jidOf(EVA)));
    const [ofAna, ofEva] = [0, 3].map((start) => [
      ...keys.slice(start, start + 3),
      ...keys.slice(start + 6, start + 9),
    ]);
    expect(new Set(ofAna).size).toBe(6);
    expect(new Set(ofEva).size).toBe(6);
  });

  it("has the channels and their posts", async () => {
    expect(await ana.socket.newsletterMetadata("jid", channel)).toMatchObject({
      id: channel,
      thread_metadata: { name: { text: "News" } },
    });
    const posts = await ana.socket.newsletterFetchMessages(channel, 10, 0, 0);
    expect(JSON.stringify(posts)).toContain("message");
  });

  it("knows its contacts, and which of them echo", async () => {
    expect(await box.admin("GET", "/contacts")).toMatchObject([
      { phone: EVA, name: "Eva", echo: false },
      { phone: LEO, name: "Leo", echo: true },
    ]);
  });
});

test("a second sandbox on a directory is refused, and the first goes on", async () => {
  const data = await directory();
  const first = await startBox("killed", { data });
  cleanUp.push(() => first.stop());
  await expect(startSandbox({ data })).rejects.toThrow("another sandbox");
  await first.admin("POST", "/contacts", { phone: EVA });
  await first.stop();
  const next = await startSandbox({ data, graph: { webhookUrl: null } });
  cleanUp.push(() => next.close());
  expect(next.accounts.map(({ phone }) => phone)).toEqual([EVA]);
  await expect(startSandbox({ data })).rejects.toThrow("another sandbox");
});

test("without a directory nothing remains: neither people nor links", async () => {
  const first = await startBox("closed");
  cleanUp.push(() => first.stop());
  const client = await first.client(ANA);
  await first.stop();
  await client.close();
  const second = await startBox("closed");
  cleanUp.push(() => second.stop());
  expect(second.rootKey).not.toBe(first.rootKey);
  expect(await second.admin("GET", "/accounts")).toEqual([]);
  await expect(second.client(ANA, client.auth)).rejects.toThrow("401");
});
