import type { CacheStore } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { useInbound } from "./testing/fixture.ts";
import type { InboundClient, InboundClientOptions } from "./testing/inbound-client.ts";

const fixture = useInbound();
const BOB = "15559990001@s.whatsapp.net";

/** A client on which everything that came with the pairing is done. */
async function settled(options: InboundClientOptions = {}): Promise<InboundClient> {
  const client = await fixture.connect({ initialSync: true, ...options });
  await client.until(() => client.inbox.all("passing").some(({ type }) => type === "MESSAGING_HISTORY_SET"));
  await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  return client;
}

/** Lets Baileys tell of a message on which it is still at work, as it is made to for the order of messages. */
async function toldAlready(client: InboundClient): Promise<void> {
  client.socket.ev.flush();
  await client.inbound.drained();
}

describe("keys that the phone shares", () => {
  /** Keys of the app state, whose storing waits until `release` is called. */
  async function sharedKeys() {
    const client = await settled();
    const { keys } = client.keys.auth;
    const storing = Promise.withResolvers<void>();
    const stored = Promise.withResolvers<void>();
    const { set } = keys;
    keys.set = async (data) => {
      if (data["app-state-sync-key"] !== undefined) {
        storing.resolve();
        await stored.promise;
      }
      await set(data);
    };
    const { appState, phones } = fixture.world;
    phones.of(client.account).sendPeer(client.address.device, appState.keys.share(client.account));
    await storing.promise;
    await toldAlready(client);
    return { client, release: () => stored.resolve() };
  }

  it("are handled once they are stored, not when they are told", async () => {
    const { client, release } = await sharedKeys();
    expect(client.keys.unhandled).toHaveLength(1);
    release();
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });

  it("stay for the next connection when their commit fails", async () => {
    const { client, release } = await sharedKeys();
    const failed = Promise.withResolvers<void>();
    const { passed } = client.keys;
    client.keys.passed = async () => {
      failed.resolve();
      throw new Error("keys of the device could not be written");
    };
    release();
    await failed.promise;
    await client.inbound.drained();
    expect(client.keys.unhandled).toHaveLength(1);

    client.keys.passed = passed;
    await client.disconnect();
    await client.inbound.replay();
    expect(client.keys.unhandled).toHaveLength(1);
    await client.reconnect();
    await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  });
});

it("an answer that brings a missing message is handled once that is stored", async () => {
  const { world } = fixture;
  const account = world.directory.account("15550000001", { name: "Ana" });
  world.history.addChats(account, { chat: BOB, messages: [{ id: "M1", text: "what was missing" }] });
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const cached = new Map<string, unknown>();
  let isAsked = false;
  const placeholderResendCache: CacheStore = {
    // The types do not say so, but Baileys waits for it.
    get: (async (key: string) => {
      if (isAsked) {
        asked.resolve();
        await answered.promise;
      }
      return cached.get(key);
    }) as unknown as CacheStore["get"],
    set: (key, value) => void cached.set(key, value),
    del: (key) => void cached.delete(key),
    flushAll: () => cached.clear(),
  };
  const client = await settled({ placeholderResendCache });
  const before = client.inbox.messages.length;
  await client.socket.requestPlaceholderResend({ remoteJid: BOB, id: "M1", fromMe: false });
  isAsked = true;
  await asked.promise;
  await toldAlready(client);
  expect(client.keys.unhandled).toHaveLength(1);
  const unhandledWhenStored: number[] = [];
  client.inbox.before = ({ messages }) => {
    if (messages.length > 0) unhandledWhenStored.push(client.keys.unhandled.length);
  };
  answered.resolve();
  await client.until(() => client.keys.unhandled.length === 0, { what: "handled payloads" });
  expect(client.inbox.messages.slice(before)).toMatchObject([
    { keyId: "M1", message: { conversation: "what was missing" } },
  ]);
  expect(unhandledWhenStored).toEqual([1]);
});
