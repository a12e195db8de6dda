import { proto } from "@whiskeysockets/baileys";
import { expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient, InboundClientOptions } from "./testing/inbound-client.ts";

const fixture = useInbound();

/** A client that follows a channel of somebody else. */
async function follower(options: InboundClientOptions = {}) {
  const client = await fixture.connect(options);
  const { newsletters } = fixture.world.profiles;
  const owner = (await fixture.contact()).account;
  const { jid } = newsletters.create(owner, "News");
  await client.socket.newsletterFollow(jid);
  const publish = (text: string) => newsletters.posts.publish(owner, jid, { conversation: text });
  return { client, jid, publish };
}

function stored(client: InboundClient, { id }: { readonly id: string }): Promise<void> {
  return client.until(() => client.inbox.message(id) !== undefined, { what: `post ${id} in the inbox` });
}

it("a post of a channel arrives in its chat, counts as no unread message and makes no contact", async () => {
  const { client, jid, publish } = await follower({ settings: { readMessages: true } });
  const post = publish("extra! extra!");
  await stored(client, post);
  expect(client.inbox.messages).toHaveLength(1);
  const found = client.inbox.message(post.id);
  expect(found).toMatchObject({
    keyId: post.id,
    remoteJid: jid,
    fromMe: false,
    messageType: "conversation",
    message: { conversation: "extra! extra!" },
    status: "DELIVERY_ACK",
    timestamp: post.postedAt,
    countsAsUnread: false,
  });
  for (const field of ["participant", "remoteJidAlt", "participantAlt", "addressingMode", "isHistory"] as const) {
    expect(found?.[field], field).toBeUndefined();
  }
  expect(proto.WebMessageInfo.decode(found?.engineData ?? Buffer.of()).message?.conversation).toBe("extra! extra!");
  expect(client.inbox.all("contacts").filter(({ remoteJid }) => remoteJid === jid)).toEqual([]);
  expect(client.inbox.all("chats").filter(({ remoteJid }) => remoteJid === jid)).toEqual([]);
  expect(client.keys.unhandled).toEqual([]);
  // Neither delivered nor read: a channel is told nothing.
  const last = publish("last");
  await stored(client, last);
  const { transcript } = fixture.world;
  expect(transcript.stanzas({ direction: "in", tag: "receipt", attrs: { to: jid } })).toEqual([]);
  expect(client.failures).toEqual([]);
});

it("posts that were made while the client was away arrive in order, as live ones", async () => {
  const { client, publish } = await follower();
  await client.disconnect();
  const posts = ["one", "two", "three"].map(publish);
  await client.reconnect();
  for (const post of posts) await stored(client, post);
  expect(client.inbox.texts).toEqual(["one", "two", "three"]);
  expect(client.inbox.messages.map(({ isHistory }) => isHistory)).toEqual([undefined, undefined, undefined]);
});

it("a post that a notification brings is read as any other", async () => {
  const { client, jid } = await follower();
  const { hub, directory } = fixture.world;
  const key = { remoteJid: jid, id: "3EB0C0FFEE", fromMe: false };
  const notify = (id: string, message: proto.IMessage) => {
    const plaintext = Buffer.from(proto.Message.encode(message).finish());
    const content = {
      tag: "message",
      attrs: { message_id: id, server_id: "100", t: "1770000000" },
      content: [{ tag: "plaintext", attrs: {}, content: plaintext }],
    };
    hub.deliverToAll(directory.account(client.account.phone), ({ device }) =>
      device === 0
        ? null
        : { tag: "notification", attrs: { type: "newsletter", from: jid, id: `N${id}` }, content: [content] },
    );
  };
  notify(key.id, { imageMessage: { mimetype: "image/jpeg", mediaKey: Buffer.from("key"), caption: "look" } });
  await stored(client, key);
  const found = client.inbox.message(key.id);
  expect(found).toMatchObject({ remoteJid: jid, messageType: "imageMessage", timestamp: 1_770_000_000 });
  const { message } = proto.WebMessageInfo.decode(found?.engineData ?? Buffer.of());
  expect(Buffer.from(message?.imageMessage?.mediaKey ?? []).toString()).toBe("key");
  notify("3EB0DECAF0", { protocolMessage: { type: proto.Message.ProtocolMessage.Type.REVOKE, key } });
  await client.until(() => client.inbox.all("deletions").length === 1, { what: "deletion" });
  expect(client.inbox.all("deletions")).toEqual([{ keyId: key.id, remoteJid: jid, fromMe: false }]);
});
