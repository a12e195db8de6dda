import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { proto } from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import { connectClient, type TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import { startTestSandbox } from "../../testing/start.ts";
import type { Account } from "../model.ts";
import { childOf, childrenOf } from "../stanza.ts";
import { archiveChat, editLabel, muteChat, pinChat, saveContact } from "./actions.ts";
import { viewOfClient } from "./testing/client-view.ts";

const PHONE = "15550009999";
const BEA = "15550001111@s.whatsapp.net";
const CID = "15550002222@s.whatsapp.net";

const fixture = useSandbox();

function ana(): Account {
  return fixture.sandbox.world.directory.account(PHONE, { name: "Ana" });
}

function withChats(): void {
  fixture.sandbox.world.history.addChats(
    ana(),
    { chat: BEA, messages: [{ text: "oi" }] },
    { chat: CID, messages: [{ text: "hello" }] },
  );
}

const linked = () => fixture.connect({ phone: PHONE, initialSync: true });
const chatOf = (client: TestClient, jid = BEA) => viewOfClient(client).chats.get(jid);

describe("a new device", () => {
  it("gets the app state of before, ten times out of ten, and every later change too", async () => {
    withChats();
    const { world } = fixture.sandbox;
    for (let round = 1; round <= 10; round++) {
      world.appState.mutate(ana(), archiveChat(BEA, true), pinChat(CID, true), muteChat(BEA, -1));
      const client = await linked();
      expect(chatOf(client)).toMatchObject({ archived: true, muteEndTime: -1 });
      expect(chatOf(client, CID)?.pinned).toBeTruthy();
      world.appState.mutate(ana(), archiveChat(BEA, false), pinChat(CID, false));
      await client.until(() => chatOf(client)?.archived === false && chatOf(client, CID)?.pinned === null, {
        what: `later change in round ${round}`,
      });
      expect(client.complaints()).toEqual([]);
      world.devices.unlink(ana(), client.address.device);
      await client.closed();
    }
  });

  it("is put off in its first sync only, also when nothing but a mute is tied to a chat", async () => {
    const { world } = fixture.sandbox;
    world.appState.mutate(ana(), muteChat(BEA, -1));
    await linked();
    const first = world.transcript.entries.at(-1)?.number ?? 0;
    world.appState.mutate(ana(), muteChat(BEA, null));
    const answers = () =>
      world.transcript
        .stanzas({ direction: "out", tag: "iq" })
        .filter(({ number }) => number > first)
        .flatMap(({ stanza }) => childrenOf(childOf(stanza, "sync"), "collection"))
        .filter(({ attrs }) => attrs["name"] === "regular_high");
    await world.transcript.waitFor(() => answers().some(({ attrs }) => attrs["version"] === "2"), {
      timeoutMs: 15_000,
    });
    expect(answers().map(({ attrs }) => attrs["has_more_patches"])).toEqual(["false"]);
  });

  it("hears of later changes to a chat that only app state knows", async () => {
    const { world } = fixture.sandbox;
    world.appState.mutate(ana(), archiveChat(BEA, true));
    const client = await linked();
    expect(chatOf(client)?.archived).toBe(true);
    world.appState.mutate(ana(), archiveChat(BEA, false));
    await client.until(() => chatOf(client)?.archived === false);
  });

  it("gets a long collection as a snapshot from the media server, and the patches after it", async () => {
    withChats();
    const { world } = fixture.sandbox;
    world.appState.limits.snapshotAfterPatches = 3;
    const contacts = Array.from({ length: 8 }, (_, number) => `1555000333${number}@s.whatsapp.net`);
    for (const jid of contacts.slice(0, 6)) world.appState.mutate(ana(), saveContact(jid, { fullName: `Old ${jid}` }));
    world.appState.update(ana(), "critical_unblock_low", 0, true);
    for (const jid of contacts.slice(6)) world.appState.mutate(ana(), saveContact(jid, { fullName: `New ${jid}` }));
    const client = await linked();
    const known = viewOfClient(client).contacts;
    for (const jid of contacts.slice(0, 6)) expect(known.get(jid)?.name).toBe(`Old ${jid}`);
    for (const jid of contacts.slice(6)) expect(known.get(jid)?.name).toBe(`New ${jid}`);
    const [answer] = collections(client, "critical_unblock_low");
    expect(childOf(answer, "snapshot")).toBeDefined();
    expect(childrenOf(childOf(answer, "patches"))).toHaveLength(2);
    expect(client.complaints()).toEqual([]);
    await client.socket.addOrEditContact(BEA, { fullName: "Bea" });
    expect(world.appState.problems).toEqual([]);
    expect(world.appState.view(ana()).contacts[BEA]?.fullName).toBe("Bea");
  });

  it("fetches page after page", async () => {
    withChats();
    const { world } = fixture.sandbox;
    world.appState.limits.patchesPerAnswer = 2;
    for (let number = 0; number < 5; number++) {
      world.appState.mutate(ana(), editLabel(String(number), { name: `label ${number}`, color: number }));
    }
    const client = await linked();
    expect(collections(client, "regular").map(({ attrs }) => attrs["has_more_patches"])).toEqual([
      "true",
      "true",
      "false",
    ]);
    const labels = client.events.filter(({ name }) => name === "labels.edit");
    expect(labels).toHaveLength(5);
  });

  it("is not told of changes before it has the key, and of none too few afterwards", async () => {
    withChats();
    const { world } = fixture.sandbox;
    const client = fixture.start({ phone: PHONE, initialSync: true });
    await client.until(() => world.directory.companions(ana()).length === 1);
    world.appState.mutate(ana(), archiveChat(BEA, true));
    await client.until(() => world.directory.companion(ana(), 1)?.isProvisioned);
    world.appState.mutate(ana(), archiveChat(CID, true));
    await client.until(() => chatOf(client)?.archived === true && chatOf(client, CID)?.archived === true);
    const confirmed = world.transcript.stanzas({ direction: "in", tag: "receipt", attrs: { type: "hist_sync" } })[0];
    const [notice] = world.transcript.stanzas({ tag: "notification", attrs: { type: "server_sync" } });
    expect(notice?.number).toBeGreaterThan(confirmed?.number ?? Number.POSITIVE_INFINITY);
    expect(client.complaints()).toEqual([]);
  });

  it("that takes no history can change chats all the same", async () => {
    withChats();
    const { world } = fixture.sandbox;
    const config = { shouldSyncHistoryMessage: () => false };
    const client = await fixture.connect({ phone: PHONE, initialSync: false, config });
    await client.until(() => client.auth.creds.myAppStateKeyId !== undefined);
    await client.socket.chatModify({ pin: true }, BEA);
    expect(world.appState.view(ana()).chats[BEA]?.pinnedAt).toBeTruthy();
  });

  it("that lost the key gets it again from the phone", async () => {
    withChats();
    const { world } = fixture.sandbox;
    const client = await linked();
    const own = world.appState.keys.of(ana());
    const keyId = own.id.toString("base64");
    await client.auth.keys.set({ "app-state-sync-key": { [keyId]: null } });
    await client.socket.relayMessage(
      client.jid,
      {
        protocolMessage: {
          type: proto.Message.ProtocolMessage.Type.APP_STATE_SYNC_KEY_REQUEST,
          appStateSyncKeyRequest: { keyIds: [{ keyId: own.id }] },
        },
      },
      { additionalAttributes: { category: "peer", push_priority: "high_force" } },
    );
    const { transcript } = world;
    const isFromPeer = (stanza: { attrs: Record<string, string> }): boolean => stanza.attrs["category"] === "peer";
    const after = transcript.entries.at(-1)?.number ?? 0;
    const share = await transcript.waitForStanza({ direction: "out", tag: "message", accepts: isFromPeer }, { after });
    const id = share.stanza.attrs["id"] ?? "";
    await transcript.waitForStanza({ direction: "in", tag: "receipt", attrs: { type: "peer_msg", id } });
    await client.socket.chatModify({ pin: true }, BEA);
    expect(world.appState.problems).toEqual([]);
  });
});

describe("a sandbox that was restarted", () => {
  it("goes on with app state where it was", async () => {
    const data = await mkdtemp(join(tmpdir(), "waxwing-app-state-"));
    try {
      let sandbox = await startTestSandbox({ data });
      const account = sandbox.world.directory.account(PHONE, { name: "Ana" });
      sandbox.world.history.addChats(account, { chat: BEA, messages: [{ text: "oi" }] });
      const first = await connectClient(sandbox, { phone: PHONE, initialSync: true });
      await first.socket.chatModify({ pin: true }, BEA);
      await first.close();
      await sandbox.close();

      sandbox = await startTestSandbox({ data });
      const again = await connectClient(sandbox, { phone: PHONE, auth: first.auth });
      const restored = again.account;
      expect(sandbox.world.appState.view(restored).chats[BEA]?.pinnedAt).toBeTruthy();
      sandbox.world.appState.mutate(restored, archiveChat(BEA, true));
      await again.until(() => chatOf(again)?.archived === true);
      await again.socket.chatModify({ pin: false }, BEA);
      expect(sandbox.world.appState.problems).toEqual([]);
      const second = await connectClient(sandbox, { phone: PHONE, initialSync: true });
      expect(chatOf(second)).toMatchObject({ archived: true });
      expect([...viewOfClient(second).history.values()].map(({ message }) => message?.conversation)).toContain("oi");
      await again.close();
      await second.close();
      await sandbox.close();
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
});

/** What the server answered a client about a collection, oldest first. */
function collections(client: TestClient, name: string) {
  return fixture.sandbox.world.transcript
    .stanzas({ direction: "out", phone: PHONE, device: client.address.device, tag: "iq" })
    .flatMap(({ stanza }) => childrenOf(childOf(stanza, "sync"), "collection"))
    .filter(({ attrs }) => attrs["name"] === name);
}
