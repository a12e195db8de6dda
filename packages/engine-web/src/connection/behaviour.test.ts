import { defaultSettings } from "@waxwing/contract";
import { type Contact, text } from "@waxwing/sandbox";
import { connectClient } from "@waxwing/sandbox/testing/baileys-client";
import { generateWAMessageFromContent, proto } from "@whiskeysockets/baileys";
import { makeLibSignalRepository } from "@whiskeysockets/baileys/lib/Signal/libsignal.js";
import { expect, test } from "vitest";
import { patient, useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";

async function bob(): Promise<Contact> {
  return fixture.sandbox.contact("15550000002", { name: "Bob" });
}

/** Presence stanzas that the account's device has sent, oldest first. */
const presences = (): (string | undefined)[] =>
  fixture.sandbox.transcript.entries.flatMap((entry) =>
    "stanza" in entry && entry.direction === "in" && entry.stanza.tag === "presence"
      ? [entry.stanza.attrs["type"]]
      : [],
  );

test("alwaysOnline shows the account as available, and can be changed while it is open", async () => {
  const instance = fixture.instance("one", { settings: { ...defaultSettings, alwaysOnline: false } });
  await fixture.pair(instance, phone);
  // A device has no presence before it knows the account's name.
  await fixture.connections.restart(instance, patient);
  await fixture.until(() => presences().at(-1) === "unavailable", "unavailable");
  const changed = fixture.change(instance, { settings: { ...defaultSettings, alwaysOnline: true } });
  fixture.connections.reconfigured(changed);
  await fixture.until(() => presences().at(-1) === "available", "available");
});

test("a call is rejected when the instance is set so, and the caller gets its text", async () => {
  const contact = await bob();
  const settings = { ...defaultSettings, rejectCall: true, msgCall: "I cannot answer calls" };
  const instance = fixture.instance("one", { settings });
  await fixture.pair(instance, phone);
  const call = await contact.call({ to: phone });
  await fixture.until(() => call.state === "rejected", "rejection");
  await contact.received(text("I cannot answer calls"));
});

test("who could not read a message gets it again, from what is stored", async () => {
  const jid = "15550000002@s.whatsapp.net";
  const stored = new Map<string, Buffer>();
  fixture.use({
    environment: {
      messages: {
        newest: async () => [],
        async byKeyId(_instanceId, keyId) {
          const engineData = stored.get(keyId);
          if (engineData === undefined) return undefined;
          const place = { keyId, remoteJid: jid, remoteJidAlt: null, fromMe: true, participant: "" };
          return { ...place, timestamp: 1, messageType: "conversation", message: {}, engineData };
        },
      },
    },
  });
  const instance = fixture.instance("one");
  await fixture.pair(instance, phone);
  const { world, port, caPem, rootKey } = fixture.sandbox;
  let failures = 0;
  const receiver = await connectClient(
    { world, port, caPem, rootKey: Buffer.from(rootKey, "base64") },
    {
      phone: "15550000002",
      config: {
        makeSignalRepository(...parts) {
          const repository = makeLibSignalRepository(...parts);
          const { decryptMessage } = repository;
          repository.decryptMessage = (message) => {
            const isOfOne = message.jid.startsWith(phone) || message.jid.startsWith(world.directory.account(phone).lid);
            if (!isOfOne || failures++ > 0) return decryptMessage(message);
            return Promise.reject(new Error("Bad MAC"));
          };
          return repository;
        },
      },
    },
  );
  try {
    const { socket } = fixture.connections.sessions.of(instance);
    const message = generateWAMessageFromContent(
      jid,
      { conversation: "once more" },
      { userJid: socket.user?.id ?? "" },
    );
    const messageId = message.key.id ?? "";
    stored.set(messageId, Buffer.from(proto.WebMessageInfo.encode(message).finish()));
    // It is read only after the sender's socket, and what that remembers, are gone.
    await receiver.disconnect();
    await socket.relayMessage(jid, message.message ?? {}, { messageId });
    await fixture.connections.restart(instance, patient);
    await receiver.reconnect();
    await receiver.text("once more");
    expect(failures).toBeGreaterThan(1);
  } finally {
    await receiver.close();
  }
});
