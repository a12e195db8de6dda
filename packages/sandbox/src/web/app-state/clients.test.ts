import { describe, expect, it } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { useSandbox } from "../../testing/fixture.ts";
import type { Account } from "../model.ts";
import { childOf, childrenOf, element, type Stanza } from "../stanza.ts";
import {
  archiveChat,
  deleteMessageForMe,
  editLabel,
  labelChat,
  labelMessage,
  localeSetting,
  lockChat,
  markChatRead,
  muteChat,
  pinChat,
  saveContact,
  starMessage,
} from "./actions.ts";
import { viewOfClient } from "./testing/client-view.ts";
import { BEA, chatOf, lastMessages, MODIFICATIONS, MUTED_UNTIL } from "./testing/modifications.ts";

const PHONE = "15550009999";

const fixture = useSandbox();

function ana(): Account {
  const { directory } = fixture.sandbox.world;
  return directory.byPhone(PHONE) ?? directory.account(PHONE, { name: "Ana" });
}

/** Two linked devices of one account that has a chat with Bea. */
async function twoDevices(): Promise<[TestClient, TestClient]> {
  fixture.sandbox.world.history.addChats(ana(), { chat: BEA, messages: [{ id: "M1", text: "oi" }] });
  const first = await fixture.connect({ phone: PHONE, initialSync: true });
  const second = await fixture.connect({ phone: PHONE, initialSync: true });
  return [first, second];
}

describe("what the user changes on a client", () => {
  it("shows on the phone and on the other client, whatever it is", async () => {
    const [first, second] = await twoDevices();
    const { world } = fixture.sandbox;
    for (const [what, { modification, shows, heard }] of Object.entries(MODIFICATIONS)) {
      await first.socket.chatModify(modification, BEA);
      await world.appState.waitFor(ana(), shows, { what });
      await second.until(() => heard(second), { what: `event for "${what}"` });
    }
    expect(world.appState.problems).toEqual([]);
    expect(world.transcript.unknowns).toEqual([]);
    for (const client of [first, second]) expect(client.complaints()).toEqual([]);
  });

  it("can be taken back", async () => {
    const [first, second] = await twoDevices();
    const { world } = fixture.sandbox;
    await first.socket.chatModify({ pin: true }, BEA);
    await first.socket.chatModify({ archive: true, lastMessages }, BEA);
    await second.until(() => chatOf(second)?.archived === true);
    await second.socket.chatModify({ archive: false, lastMessages }, BEA);
    await second.socket.chatModify({ pin: false }, BEA);
    await first.until(() => chatOf(first)?.archived === false && chatOf(first)?.pinned === null);
    expect(world.appState.view(ana()).chats[BEA]).toMatchObject({ isArchived: false, pinnedAt: null });
    expect(world.appState.problems).toEqual([]);
  });

  it("gives the account its new push name", async () => {
    const [first, second] = await twoDevices();
    await first.socket.updateProfileName("Ana Lima");
    await second.until(() => second.auth.creds.me?.name === "Ana Lima");
    expect(fixture.sandbox.world.directory.byPhone(PHONE)?.name).toBe("Ana Lima");
  });
});

describe("what the user changes on the phone", () => {
  it("reaches all clients", async () => {
    const { world } = fixture.sandbox;
    const clients = await twoDevices();
    const message = { chat: BEA, id: "M1", isFromMe: false };
    world.appState.mutate(
      ana(),
      archiveChat(BEA, true),
      muteChat(BEA, MUTED_UNTIL),
      pinChat(BEA, true),
      markChatRead(BEA, false),
      saveContact(BEA, { fullName: "Bea Souza" }),
      starMessage(message, true),
      editLabel("1", { name: "new", color: 1 }),
      labelChat("1", BEA, true),
      labelMessage("1", BEA, "M1", true),
      deleteMessageForMe(message, 1_700_000_000),
      lockChat(BEA, true),
      localeSetting("pt_BR"),
    );
    for (const client of clients) {
      await client.until(() => chatOf(client)?.archived === true && chatOf(client)?.unreadCount === -1);
      await client.until(() => chatOf(client)?.muteEndTime === MUTED_UNTIL && chatOf(client)?.pinned);
      await client.until(() => viewOfClient(client).contacts.get(BEA)?.name === "Bea Souza");
      await client.waitFor("messages.update", (updates) => updates.some(({ key }) => key.id === "M1"));
      await client.waitFor("labels.edit", ({ name }) => name === "new");
      await client.waitFor("labels.association", ({ association }) => association.type === "label_jid");
      await client.waitFor("labels.association", ({ association }) => association.type === "label_message");
      await client.waitFor("messages.delete", (data) => "keys" in data && data.keys[0]?.id === "M1");
      await client.waitFor("chats.lock", ({ id, locked }) => id === BEA && locked);
      await client.waitFor("settings.update", ({ setting, value }) => setting === "locale" && value === "pt_BR");
      expect(client.complaints()).toEqual([]);
    }
  });

  it("renames the account for its clients", async () => {
    const [first] = await twoDevices();
    fixture.sandbox.world.profiles.setName(ana(), "Ana at work");
    await first.until(() => first.auth.creds.me?.name === "Ana at work");
  });

  it("waits for a client that is away, which then asks only for what is new", async () => {
    const { world } = fixture.sandbox;
    const [first] = await twoDevices();
    const address = first.address;
    world.appState.mutate(ana(), pinChat(BEA, false));
    await first.until(() => chatOf(first)?.pinned === null);
    await first.close();
    for (let round = 0; round < 5; round++) world.appState.mutate(ana(), pinChat(BEA, round % 2 === 0));
    const notices = world.hub.waiting(address).filter(({ attrs }) => attrs["type"] === "server_sync");
    expect(notices).toHaveLength(1);
    const before = world.transcript.entries.at(-1)?.number ?? 0;
    const again = await fixture.connect({ phone: PHONE, auth: first.auth });
    await again.until(() => chatOf(again)?.pinned);
    const asked = world.transcript
      .stanzas({ direction: "in", phone: PHONE, device: address.device, tag: "iq" })
      .filter(({ number }) => number > before)
      .flatMap(({ stanza }) => childrenOf(childOf(stanza, "sync"), "collection"));
    expect(asked.map(({ attrs }) => attrs)).toEqual([{ name: "regular_low", version: "1", return_snapshot: "false" }]);
  });
});

describe("a client that uploads", () => {
  it("on a stale version gets a conflict with what it lacks", async () => {
    const { world } = fixture.sandbox;
    const [first] = await twoDevices();
    world.appState.mutate(ana(), pinChat(BEA, true));
    const answer: Stanza = await first.socket.query(
      element("iq", { type: "set", xmlns: "w:sync:app:state", to: "@s.whatsapp.net" }, [
        element("sync", {}, [
          element("collection", { name: "regular_low", version: 0, return_snapshot: "false" }, [
            element("patch", {}, Buffer.from([1])),
          ]),
        ]),
      ]),
    );
    const collection = childOf(childOf(answer, "sync"), "collection");
    expect(collection?.attrs).toMatchObject({ name: "regular_low", type: "error", version: "1" });
    expect(childOf(collection, "error")?.attrs).toEqual({ code: "409", text: "conflict" });
    expect(childrenOf(childOf(collection, "patches"))).toHaveLength(1);
  });

  it("nonsense is refused", async () => {
    const [first] = await twoDevices();
    const ask = async (attributes: Record<string, string>): Promise<Stanza | undefined> => {
      const collection = element("collection", attributes, [element("patch", {}, Buffer.from([1]))]);
      const answer: Stanza = await first.socket.query(
        element("iq", { type: "set", xmlns: "w:sync:app:state", to: "@s.whatsapp.net" }, [
          element("sync", {}, [collection]),
        ]),
      );
      return childOf(childOf(childOf(answer, "sync"), "collection"), "error");
    };
    expect((await ask({ name: "regular", version: "0" }))?.attrs["code"]).toBe("400");
    expect((await ask({ name: "irregular", version: "0" }))?.attrs["code"]).toBe("400");
    expect((await ask({ name: "regular", version: "-1" }))?.attrs["code"]).toBe("400");
    expect(fixture.sandbox.world.appState.version(ana(), "regular")).toBe(0);
  });
});
