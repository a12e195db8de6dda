import type { BaileysEventMap, WAMessage } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientOptions } from "../../../client-options.ts";
import { connectClient, type TestClient } from "../../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../../testing/start.ts";
import { GREEN_JPEG } from "../../media/testing/sample-pictures.ts";
import { childOf, childrenOf, type Stanza } from "../../stanza.ts";

let sandbox: TestSandbox;
let owner: TestClient;
let reader: TestClient;
/** A channel of the owner, which the reader follows. */
let jid: string;
let mark: { owner: number; reader: number };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  owner = await connectClient(sandbox, { phone: "15550000001", name: "Owner" });
  reader = await connectClient(sandbox, { phone: "15550000002", name: "Reader" });
  const created = await owner.socket.newsletterCreate("News", "What happened");
  jid = created.id;
  await reader.socket.newsletterFollow(jid);
});

afterAll(async () => {
  await owner?.close();
  await reader?.close();
  await sandbox?.close();
});

beforeEach(() => {
  mark = { owner: owner.events.length, reader: reader.events.length };
});

/** The code that the answer's JSON names; null for an answer without error. */
async function refusal(request: Promise<unknown>): Promise<number | null> {
  return request.then(
    () => null,
    (error: { output: { statusCode: number } }) => error.output.statusCode,
  );
}

interface Metadata {
  readonly thread_metadata: { subscribers_count: string; name: { text: string }; picture: { direct_path: string } };
  readonly viewer_metadata: { mute: string; role: string };
}

async function metadata(client: TestClient): Promise<Metadata> {
  return (await client.socket.newsletterMetadata("jid", jid)) as unknown as Metadata;
}

async function posted(text: string): Promise<{ id: string; serverId: number }> {
  const { key } = await owner.send(jid, { text });
  await reader.text(text);
  const post = sandbox.world.profiles.newsletters.posts.of(jid).find(({ id }) => id === key.id);
  return { id: key.id ?? "", serverId: post?.serverId ?? 0 };
}

/** The last status that the application was told of a message. */
function statusOf(client: TestClient, id: string): unknown {
  const statuses = client.events.flatMap(({ name, data }): Pick<WAMessage, "key" | "status">[] => {
    if (name === "messages.upsert") return (data as BaileysEventMap["messages.upsert"]).messages;
    if (name !== "messages.update") return [];
    const updates = data as BaileysEventMap["messages.update"];
    return updates.flatMap(({ key, update: { status } }) => (status === undefined ? [] : [{ key, status }]));
  });
  return statuses.findLast(({ key }) => key.id === id)?.status;
}

describe("a channel", () => {
  test("is made with what its owner says of it", async () => {
    expect(await owner.socket.newsletterCreate("Sport", "Balls")).toMatchObject({
      id: expect.stringMatching(/^\d+@newsletter$/),
      name: "Sport",
      description: "Balls",
      subscribers: 1,
      mute_state: "OFF",
    });
    expect(await refusal(owner.socket.newsletterCreate(" "))).toBe(400);
  });

  test("is found by JID and by invitation, and shows each viewer his role", async () => {
    const { invite } = sandbox.world.profiles.newsletters.found(jid);
    expect(await reader.socket.newsletterMetadata("invite", invite)).toMatchObject({
      id: jid,
      thread_metadata: { name: { text: "News" }, subscribers_count: "2" },
      viewer_metadata: { role: "SUBSCRIBER" },
    });
    expect((await metadata(owner)).viewer_metadata.role).toBe("OWNER");
    expect(await reader.socket.newsletterSubscribers(jid)).toEqual({ subscribers: 2 });
    expect(await refusal(reader.socket.newsletterMetadata("invite", "nothing"))).toBe(404);
  });

  test("is left and followed, muted and unmuted", async () => {
    await reader.socket.newsletterMute(jid);
    expect((await metadata(reader)).viewer_metadata).toEqual({ mute: "ON", role: "SUBSCRIBER" });
    await reader.socket.newsletterUnmute(jid);
    expect((await metadata(reader)).viewer_metadata.mute).toBe("OFF");
    await reader.socket.newsletterUnfollow(jid);
    expect((await metadata(reader)).viewer_metadata.role).toBe("GUEST");
    expect(await refusal(reader.socket.newsletterMute(jid))).toBe(403);
    expect(await refusal(owner.socket.newsletterUnfollow(jid))).toBe(403);
    await reader.socket.newsletterFollow(jid);
    await reader.socket.newsletterFollow(jid);
    expect((await metadata(reader)).thread_metadata.subscribers_count).toBe("2");
  });

  test("is renamed, described and given a picture by its owner, and followers are told", async () => {
    await owner.socket.newsletterUpdateName(jid, "Good news");
    await reader.waitFor(
      "newsletter-settings.update",
      ({ id, update }) => id === jid && update["name"] === "Good news",
      {
        after: mark.reader,
      },
    );
    await owner.socket.newsletterUpdateDescription(jid, "Only good");
    await owner.socket.newsletterUpdatePicture(jid, GREEN_JPEG);
    const path = (await metadata(reader)).thread_metadata.picture.direct_path;
    const web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
    expect((await fetch(`https://mmg.whatsapp.net${path}`, web.options)).status).toBe(200);
    await web.close();
    expect(await reader.socket.profilePictureUrl(jid)).toContain(path);
    await owner.socket.newsletterRemovePicture(jid);
    expect((await metadata(reader)).thread_metadata).toMatchObject({
      name: { text: "Good news" },
      description: { text: "Only good" },
      picture: { direct_path: "" },
    });
    expect(await refusal(reader.socket.newsletterUpdateName(jid, "Mine"))).toBe(403);
  });

  test("has admins: promoted, counted, made owner, demoted", async () => {
    const { newsletters } = sandbox.world.profiles;
    expect(await refusal(owner.socket.newsletterChangeOwner(jid, reader.lid))).toBe(404);
    newsletters.promote(owner.account, jid, reader.account);
    await reader.waitFor(
      "newsletter-participants.update",
      ({ user, new_role }) => user === reader.lid && new_role === "ADMIN",
    );
    expect(await owner.socket.newsletterAdminCount(jid)).toBe(2);
    await owner.socket.newsletterChangeOwner(jid, reader.lid);
    expect((await metadata(reader)).viewer_metadata.role).toBe("OWNER");
    expect(await refusal(owner.socket.newsletterDelete(jid))).toBe(403);
    await reader.socket.newsletterChangeOwner(jid, owner.jid);
    await owner.socket.newsletterDemote(jid, reader.jid);
    await reader.waitFor("newsletter-participants.update", ({ action }) => action === "demote");
    expect((await metadata(reader)).viewer_metadata.role).toBe("SUBSCRIBER");
  });

  test("is gone when its owner deletes it", async () => {
    const { id } = await owner.socket.newsletterCreate("Short");
    await owner.socket.newsletterDelete(id);
    expect(await refusal(reader.socket.newsletterFollow(id))).toBe(404);
    expect(await refusal(reader.socket.newsletterMetadata("jid", id))).toBe(404);
  });
});

describe("a post", () => {
  test("reaches followers, in order and not encrypted, and can be fetched later", async () => {
    await posted("first");
    await posted("second");
    const texts = reader.events
      .slice(mark.reader)
      .flatMap((event) => (event.name === "messages.upsert" ? (event.data as { messages: unknown[] }).messages : []))
      .map(
        (message) =>
          (message as { message: { extendedTextMessage?: { text?: string } } }).message.extendedTextMessage?.text,
      );
    expect(texts).toEqual(["first", "second"]);
    const answer = (await reader.socket.newsletterFetchMessages(jid, 1, 0, 0)) as unknown as Stanza;
    const found = childrenOf(childOf(childOf(answer, "message_updates"), "messages"), "message");
    const { posts } = sandbox.world.profiles.newsletters;
    expect(found.map(({ attrs }) => attrs["id"])).toEqual([posts.of(jid).at(-1)?.id]);
  });

  test("of somebody who is no admin is refused, and goes nowhere", async () => {
    const { key } = await reader.send(jid, { text: "spam" });
    await reader.until(() => statusOf(reader, key.id ?? "") === 0);
    const { posts } = sandbox.world.profiles.newsletters;
    expect(posts.of(jid).some(({ id }) => id === key.id)).toBe(false);
  });

  test("on the phone reaches the followers too", async () => {
    sandbox.world.profiles.newsletters.posts.publish(owner.account, jid, { conversation: "from the phone" });
    expect((await reader.text("from the phone")).key.remoteJid).toBe(jid);
    await owner.text("from the phone");
  });

  test("is taken back by its author", async () => {
    const { id } = await posted("a mistake");
    await owner.send(jid, { delete: { id, remoteJid: jid, fromMe: true } });
    const { posts } = sandbox.world.profiles.newsletters;
    await reader.until(() => !posts.of(jid).some((post) => post.id === id));
    await reader.waitFor("messages.update", (all) => all.some(({ key }) => key.id === id), { after: mark.reader });
  });

  test("is edited by its author: followers hear of it, and whoever fetches it gets the new text", async () => {
    const { id } = await posted("a typpo");
    await owner.send(jid, { text: "a typo", edit: { id, remoteJid: jid, fromMe: true } });
    const { posts } = sandbox.world.profiles.newsletters;
    const text = (): unknown => {
      const post = posts.of(jid).find((each) => each.id === id);
      return post && posts.messageOf(post).extendedTextMessage?.text;
    };
    await reader.until(() => text() === "a typo");
    await reader.waitFor("messages.update", (all) => all.some(({ key }) => key.id === id), { after: mark.reader });
  });

  test("that is no message is refused, made or edited, and goes nowhere", async () => {
    const { newsletters } = sandbox.world.profiles;
    const before = newsletters.posts.of(jid).length;
    for (const edit of [undefined, "1"]) {
      const ack = await owner.socket.query({
        tag: "message",
        attrs: { to: jid, id: owner.socket.generateMessageTag(), type: "text", ...(edit && { edit }) },
        content: [{ tag: "plaintext", attrs: {}, content: Buffer.from("ffffffffff", "hex") }],
      });
      expect(ack.attrs["error"]).toBe("400");
    }
    expect(newsletters.posts.of(jid)).toHaveLength(before);
    expect(owner.isOpen).toBe(true);
  });

  test("is acknowledged before anybody, also who sent it, hears of it", async () => {
    const { serverId } = await posted("who is first?");
    await reader.socket.subscribeNewsletterUpdates(jid);
    const { transcript } = sandbox.world;
    const before = transcript.entries.at(-1)?.number ?? 0;
    await reader.socket.newsletterReactMessage(jid, String(serverId), "👍");
    await reader.waitFor("newsletter.reaction", ({ server_id }) => server_id === String(serverId));
    const told = transcript
      .stanzas({ direction: "out", phone: reader.account.phone })
      .filter(({ number }) => number > before)
      .map(({ stanza }) => stanza.tag);
    expect(told).toEqual(["ack", "notification"]);
  });

  test("takes the reactions that the channel allows", async () => {
    const { serverId } = await posted("how do you like it?");
    const allow = (value: string): Promise<Stanza> =>
      owner.socket.query({
        tag: "iq",
        attrs: { type: "get", xmlns: "w:mex", to: "@s.whatsapp.net" },
        content: [
          {
            tag: "query",
            attrs: { query_id: "24250201037901610" },
            content: Buffer.from(
              JSON.stringify({
                variables: { newsletter_id: jid, updates: { settings: { reaction_codes: { value } } } },
              }),
            ),
          },
        ],
      });
    const { posts } = sandbox.world.profiles.newsletters;
    const react = (code: string | null) => () => posts.react(reader.account, jid, serverId, code);
    await allow("BASIC");
    expect(react("🥐")).toThrow("forbidden");
    expect(react("👍")).not.toThrow();
    await allow("NONE");
    expect(react("❤️")).toThrow("forbidden");
    expect(react(null)).not.toThrow();
    await allow("ALL");
    expect(react("🥐")).not.toThrow();
  });

  test("is reacted to and seen, which is told to those who asked for it", async () => {
    const { serverId } = await posted("what do you think?");
    const { posts } = sandbox.world.profiles.newsletters;
    await reader.socket.newsletterReactMessage(jid, String(serverId), "👍");
    expect(Object.values(posts.of(jid).at(-1)?.reactions ?? {})).toEqual(["👍"]);
    expect(owner.events.slice(mark.owner).some(({ name }) => name === "newsletter.reaction")).toBe(false);

    expect(await owner.socket.subscribeNewsletterUpdates(jid)).toEqual({ duration: "300" });
    await reader.socket.newsletterReactMessage(jid, String(serverId), "❤️");
    await owner.waitFor(
      "newsletter.reaction",
      ({ server_id, reaction }) => server_id === String(serverId) && reaction.code === "❤️",
    );
    posts.view(jid, serverId);
    await owner.waitFor("newsletter.view", ({ server_id, count }) => server_id === String(serverId) && count === 1);
    await reader.socket.newsletterReactMessage(jid, String(serverId));
    expect(posts.of(jid).at(-1)?.reactions).toEqual({});
    sandbox.world.clock.advance(301_000);
    const { length } = owner.events;
    posts.view(jid, serverId);
    await posted("after the subscription");
    expect(owner.events.slice(length).some(({ name }) => name === "newsletter.view")).toBe(false);
  });
});

test("no client had anything to complain about but the refused posts", () => {
  const refused = "received error in ack";
  const complaints = [...owner.complaints(), ...reader.complaints()].map(({ message }) => message);
  expect(new Set(complaints)).toEqual(new Set([refused]));
});
