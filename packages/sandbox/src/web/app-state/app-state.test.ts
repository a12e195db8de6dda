import { randomBytes } from "node:crypto";
import {
  type ChatMutationMap,
  chatModificationToAppPatch,
  decodePatches,
  decodeSyncdSnapshot,
  encodeSyncdPatch,
  type LTHashState,
  newLTHashState,
  proto,
  type WAPatchCreate,
} from "@whiskeysockets/baileys";
import { describe, expect, it } from "vitest";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";
import { archiveChat, muteChat, pinChat, removeContact, saveContact } from "./actions.ts";
import type { CollectionName } from "./collections.ts";
import { isSame } from "./mutation-codec.ts";
import { offlineWorld } from "./testing/offline-world.ts";

const CHAT = "15550001111@s.whatsapp.net";
const OTHER = "15550002222@s.whatsapp.net";

/** What Baileys makes of a collection, with all of its MAC checks on. */
class Reader {
  readonly name: CollectionName;
  readonly world: World;
  readonly account: Account;
  state: LTHashState = newLTHashState();
  readonly warnings: string[] = [];
  mutations: ChatMutationMap = {};

  constructor(world: World, account: Account, name: CollectionName) {
    this.world = world;
    this.account = account;
    this.name = name;
  }

  get keyId(): string {
    return this.world.appState.keys.of(this.account).id.toString("base64");
  }

  readonly key = async (id: string) =>
    id === this.keyId ? { keyData: this.world.appState.keys.of(this.account).data } : null;

  async fetch(wantsSnapshot = false): Promise<{ hasMore: boolean; hasSnapshot: boolean; patches: number }> {
    const { state, name } = this;
    const update = this.world.appState.update(this.account, name, state.version, wantsSnapshot);
    if (update.snapshot !== null) {
      const bytes = await this.world.media.decryptMedia(update.snapshot, "md-app-state");
      const snapshot = proto.SyncdSnapshot.decode(bytes);
      const decoded = await decodeSyncdSnapshot(name, snapshot, this.key as never, undefined, true, this.logger);
      this.state = decoded.state;
      this.mutations = decoded.mutationMap;
    }
    const patches = update.patches.map((patch) => proto.SyncdPatch.decode(patch));
    const decoded = await decodePatches(name, patches, this.state, this.key as never, {}, undefined, this.logger, true);
    this.state = decoded.state;
    Object.assign(this.mutations, decoded.mutationMap);
    return { hasMore: update.hasMore, hasSnapshot: update.snapshot !== null, patches: patches.length };
  }

  async write(create: WAPatchCreate): Promise<Buffer> {
    const { patch, state } = await encodeSyncdPatch(create, this.keyId, this.state, this.key as never);
    this.state = state;
    return Buffer.from(proto.SyncdPatch.encode(patch).finish());
  }

  get logger(): never {
    const note = (_details: unknown, text?: string): void => void this.warnings.push(text ?? "");
    const silent = (): void => undefined;
    return { warn: note, error: note, info: silent, debug: silent, trace: silent } as never;
  }
}

function account(): { world: World; account: Account } {
  const world = offlineWorld();
  return { world, account: world.directory.account("15550009999", { name: "Ana" }) };
}

const DEVICE = 1;
const now = (action: () => void): void => action();

describe("patches that the phone writes", () => {
  it("are decoded by Baileys with all its MAC checks on", async () => {
    const { world, account: ana } = account();
    world.appState.mutate(ana, archiveChat(CHAT, true), pinChat(OTHER, true));
    world.appState.mutate(ana, archiveChat(CHAT, false));
    const reader = new Reader(world, ana, "regular_low");
    await reader.fetch();
    expect(reader.warnings).toEqual([]);
    expect(reader.state.version).toBe(2);
    const archive = reader.mutations[JSON.stringify(["archive", CHAT])];
    expect(archive?.syncAction.value?.archiveChatAction?.archived).toBe(false);
    expect(reader.mutations[JSON.stringify(["pin_v1", OTHER])]?.syncAction.value?.pinAction?.pinned).toBe(true);
  });

  it("keep the hash in step when a record is removed and set again", async () => {
    const { world, account: ana } = account();
    const reader = new Reader(world, ana, "critical_unblock_low");
    world.appState.mutate(ana, saveContact(CHAT, { fullName: "Bea" }), saveContact(OTHER, { fullName: "Cid" }));
    world.appState.mutate(ana, removeContact(CHAT));
    world.appState.mutate(ana, removeContact("15550003333@s.whatsapp.net"));
    world.appState.mutate(ana, saveContact(CHAT, { fullName: "Bea again" }));
    await reader.fetch();
    expect(reader.warnings).toEqual([]);
    expect(world.appState.view(ana).contacts).toEqual({
      [CHAT]: { fullName: "Bea again" },
      [OTHER]: { fullName: "Cid" },
    });
  });

  it("come in pages, and a client that has all but the last gets only the last", async () => {
    const { world, account: ana } = account();
    world.appState.limits.patchesPerAnswer = 2;
    for (let round = 0; round < 5; round++) world.appState.mutate(ana, pinChat(CHAT, round % 2 === 0));
    const reader = new Reader(world, ana, "regular_low");
    expect(await reader.fetch()).toEqual({ hasMore: true, hasSnapshot: false, patches: 2 });
    expect(await reader.fetch()).toEqual({ hasMore: true, hasSnapshot: false, patches: 2 });
    expect(await reader.fetch()).toEqual({ hasMore: false, hasSnapshot: false, patches: 1 });
    expect(await reader.fetch()).toEqual({ hasMore: false, hasSnapshot: false, patches: 0 });
    expect(reader.warnings).toEqual([]);
  });
});

describe("snapshots", () => {
  it("stand for many patches, and later patches follow on them", async () => {
    const { world, account: ana } = account();
    world.appState.limits.snapshotAfterPatches = 3;
    for (let round = 0; round < 5; round++) world.appState.mutate(ana, muteChat(CHAT, 1_000_000 + round));
    const reader = new Reader(world, ana, "regular_high");
    expect(await reader.fetch(true)).toEqual({ hasMore: false, hasSnapshot: true, patches: 0 });
    world.appState.mutate(ana, muteChat(OTHER, -1));
    expect(await reader.fetch()).toEqual({ hasMore: false, hasSnapshot: false, patches: 1 });
    const late = new Reader(world, ana, "regular_high");
    expect(await late.fetch(true)).toEqual({ hasMore: false, hasSnapshot: true, patches: 1 });
    for (const each of [reader, late]) {
      expect(each.warnings).toEqual([]);
      expect(each.state.version).toBe(6);
      expect(isSame(each.state.hash as Buffer, late.state.hash as Buffer)).toBe(true);
    }
  });

  it("are made anew when their file has expired", async () => {
    const { world, account: ana } = account();
    world.appState.limits.snapshotAfterPatches = 0;
    world.appState.mutate(ana, pinChat(CHAT, true));
    const first = world.appState.update(ana, "regular_low", 0, true).snapshot;
    world.media.expire(first?.directPath ?? "");
    const second = world.appState.update(ana, "regular_low", 0, true).snapshot;
    expect(second?.directPath).not.toBe(first?.directPath);
    expect(await new Reader(world, ana, "regular_low").fetch(true)).toMatchObject({ hasSnapshot: true });
  });

  it("help a client that is behind the oldest patch that is kept", async () => {
    const { world, account: ana } = account();
    world.appState.limits.patchesKept = 3;
    const reader = new Reader(world, ana, "regular_low");
    for (let round = 0; round < 10; round++) world.appState.mutate(ana, pinChat(CHAT, round % 2 === 0));
    expect(await reader.fetch()).toMatchObject({ hasSnapshot: true });
    expect(reader.state.version).toBe(10);
    expect(reader.warnings).toEqual([]);
  });
});

describe("an uploaded patch", () => {
  const upload = (reader: Reader, base: number, patch: Buffer) =>
    reader.world.appState.upload({ account: reader.account, device: DEVICE }, reader.name, base, patch, now);

  it("is stored with its version, and the phone shows what it says", async () => {
    const { world, account: ana } = account();
    world.appState.mutate(ana, pinChat(CHAT, true));
    const reader = new Reader(world, ana, "regular_low");
    await reader.fetch();
    const patch = await reader.write(chatModificationToAppPatch({ archive: true, lastMessages: [] }, OTHER));
    expect(proto.SyncdPatch.decode(patch).version).toBeFalsy();
    expect(upload(reader, 1, patch)).toEqual({ result: "stored", version: 2 });
    expect(world.appState.problems).toEqual([]);
    expect(world.appState.view(ana).chats[OTHER]?.isArchived).toBe(true);
    const [stored] = world.appState.update(ana, "regular_low", 1, false).patches;
    expect(Number(proto.SyncdPatch.decode(stored ?? Buffer.alloc(0)).version?.version)).toBe(2);
  });

  it("is a conflict when it does not follow on the current version", async () => {
    const { world, account: ana } = account();
    const reader = new Reader(world, ana, "regular_low");
    const patch = await reader.write(chatModificationToAppPatch({ pin: true }, CHAT));
    world.appState.mutate(ana, pinChat(OTHER, true));
    expect(upload(reader, 0, patch)).toEqual({ result: "conflict" });
    expect(world.appState.view(ana).chats[CHAT]).toBeUndefined();
  });

  const record = (patch: proto.SyncdPatch) => patch.mutations[0]!.record!;
  const damages: [string, (patch: proto.SyncdPatch) => unknown][] = [
    ["a wrong patch MAC", (patch) => Object.assign(patch, { patchMac: randomBytes(32) })],
    ["an unknown key", (patch) => Object.assign(patch, { keyId: { id: randomBytes(6) } })],
    ["a wrong value MAC", (patch) => record(patch).value!.blob!.fill(1, 40, 48)],
    ["a wrong index MAC", (patch) => Object.assign(record(patch), { index: { blob: randomBytes(32) } })],
    ["no mutations", (patch) => Object.assign(patch, { mutations: [] })],
  ];
  it.each(damages)("with %s is refused and changes nothing", async (_what, damage) => {
    const { world, account: ana } = account();
    const reader = new Reader(world, ana, "regular_low");
    const patch = proto.SyncdPatch.decode(
      await reader.write(chatModificationToAppPatch({ pin: true }, CHAT)),
    ) as proto.SyncdPatch;
    damage(patch);
    expect(upload(reader, 0, Buffer.from(proto.SyncdPatch.encode(patch).finish()))).toEqual({ result: "refused" });
    expect(world.appState.problems).toMatchObject([{ isRefused: true, device: DEVICE }]);
    expect(world.appState.version(ana, "regular_low")).toBe(0);
  });

  it("that comes from a client out of step is stored, and reported", async () => {
    const { world, account: ana } = account();
    const reader = new Reader(world, ana, "critical_unblock_low");
    const modify = async (contact: proto.SyncActionValue.IContactAction | null) =>
      upload(reader, reader.state.version, await reader.write(chatModificationToAppPatch({ contact }, CHAT)));
    await modify({ fullName: "Bea" });
    await modify(null);
    expect(world.appState.problems).toEqual([]);
    // Baileys keeps the removed record in its own hash state (encodeSyncdPatch, 7.0.0-rc14).
    const version = reader.state.version;
    const patch = await reader.write(chatModificationToAppPatch({ contact: { fullName: "Bea" } }, CHAT));
    expect(upload(reader, version, patch)).toEqual({ result: "stored", version: 3 });
    expect(world.appState.problems).toMatchObject([{ isRefused: false, version: 3 }]);
    expect(world.appState.view(ana).contacts[CHAT]).toEqual({ fullName: "Bea" });
  });
});

describe("the view", () => {
  it("takes names of chats as nothing but names", () => {
    const { world, account: ana } = account();
    world.appState.mutate(ana, archiveChat("__proto__", true), saveContact("constructor", { fullName: "Bea" }));
    const view = world.appState.view(ana);
    expect(Object.entries(view.chats)).toEqual([["__proto__", { isArchived: true, labels: [] }]]);
    expect(view.contacts["constructor"]).toEqual({ fullName: "Bea" });
    expect("isArchived" in {}).toBe(false);
  });

  it("shows records that it has no words for as they are", () => {
    const { world, account: ana } = account();
    const value = {
      statusPrivacy: { mode: proto.SyncActionValue.StatusPrivacyAction.StatusDistributionMode.CONTACTS },
    };
    world.appState.mutate(ana, {
      collection: "regular_high",
      index: ["status_privacy"],
      version: 7,
      value,
      operation: "set",
    });
    expect(world.appState.view(ana).others).toMatchObject([{ index: ["status_privacy"], value }]);
  });

  it("rejects who waits in vain, with what was awaited", async () => {
    const { world, account: ana } = account();
    const pinned = world.appState.waitFor(ana, ({ chats }) => chats[CHAT]?.pinnedAt !== undefined);
    world.appState.mutate(ana, pinChat(CHAT, true));
    expect((await pinned).chats[CHAT]?.pinnedAt).toBeTypeOf("number");
    const never = world.appState.waitFor(ana, () => false, { timeoutMs: 1, what: "the impossible" });
    await expect(never).rejects.toThrow("the impossible of +15550009999: nothing within 1 ms");
  });
});
