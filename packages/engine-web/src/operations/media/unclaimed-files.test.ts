import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { createLocalStore, type MediaStore } from "@waxwing/media";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeStoredMedium } from "./media-rows.ts";
import { announceFile, sweepFiles } from "./unclaimed-files.ts";

const instance = { id: "019a0000-0000-7000-8000-000000000001" } as Parameters<typeof writeStoredMedium>[1];
const never = new AbortController().signal;
let directory: string;
let database: Database;
let dropDatabase: () => Promise<void>;
let store: MediaStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "unclaimed-files-"));
  const { connectionUri, drop } = await createTestDatabase();
  dropDatabase = drop;
  database = openDatabase({ connectionUri, log: silentLog });
  store = createLocalStore({ directory: join(directory, "store") });
  await database.query(
    `INSERT INTO instance (id, name, integration, connection_state, token_hash, settings)
     VALUES ($1, 'one', 'WHATSAPP-BAILEYS', 'open', '\\x01', '{}')`,
    [instance.id],
  );
});
afterEach(async () => {
  await database.close();
  await dropDatabase();
  await rm(directory, { recursive: true });
});

/** A message in a chat; gives its row id. */
async function addMessage(chat: string): Promise<string> {
  const id = crypto.randomUUID();
  await database.query(
    `INSERT INTO message (id, instance_id, key_id, remote_jid, from_me, message_type, message, source, status, message_timestamp)
     VALUES ($1::uuid, $2, $1::text, $3, false, 'imageMessage', '{}', 'web', 'READ', 1)`,
    [id, instance.id, chat],
  );
  return id;
}

const sha256Of = (content: string) => createHash("sha256").update(content).digest();
const keyOf = (content: string): string => `${instance.id}/${sha256Of(content).toString("hex")}`;

async function put(content: string): Promise<void> {
  const path = join(directory, "file");
  await writeFile(path, content);
  await announceFile(database, keyOf(content));
  const sha256 = sha256Of(content).toString("hex");
  await store.put(keyOf(content), path, { mimetype: "text/plain", bytes: content.length, sha256 });
}

const claim = (content: string, messageId: string): Promise<void> =>
  writeStoredMedium(database, instance, messageId, {
    storeKey: keyOf(content),
    sha256: sha256Of(content),
    mimetype: "text/plain",
    fileName: null,
    bytes: content.length,
  });

/** Whether the file is there. */
async function has(content: string): Promise<boolean> {
  const stream = await store.open(keyOf(content));
  stream?.destroy();
  return stream !== null;
}

const sweep = (): Promise<number> => sweepFiles(database, store, never);
const anHourLater = () =>
  database.query("UPDATE unclaimed_media SET check_after = check_after - interval '61 minutes'");
const unclaimed = async () => (await database.query("SELECT 1 FROM unclaimed_media")).rowCount;

test("files go with the last message that needs them, and no other", async () => {
  const [first, second, other] = [await addMessage("a@g.us"), await addMessage("b@g.us"), await addMessage("c@g.us")];
  await put("shared");
  await claim("shared", first);
  await put("shared");
  await claim("shared", second);
  await put("other");
  await claim("other", other);
  expect(await unclaimed()).toBe(0);

  await database.query("DELETE FROM message WHERE remote_jid = 'a@g.us'");
  expect(await sweep()).toBe(1);
  expect([await has("shared"), await has("other")]).toEqual([true, true]);
  await database.query("DELETE FROM message WHERE remote_jid = 'b@g.us'");
  expect(await sweep()).toBe(1);
  expect([await has("shared"), await has("other")]).toEqual([false, true]);
  await database.query("DELETE FROM instance");
  expect(await sweep()).toBe(1);
  expect(await has("other")).toBe(false);
  expect(await sweep()).toBe(0);
});

test("a file that is being written stays for an hour, and goes when its row was never written", async () => {
  const message = await addMessage("a@g.us");
  await put("kept");
  await put("lost");
  expect(await sweep()).toBe(0);
  await claim("kept", message);
  await anHourLater();
  expect(await sweep()).toBe(1);
  expect([await has("kept"), await has("lost")]).toEqual([true, false]);
});

test("a file that is written again while it is removed is there in the end", async () => {
  const [first, second] = [await addMessage("a@g.us"), await addMessage("b@g.us")];
  await put("again");
  await claim("again", first);
  await database.query("DELETE FROM message WHERE id = $1", [first]);
  let writing: Promise<void> | undefined;
  let isWritten = false;
  const slow: MediaStore = {
    ...store,
    async delete(key) {
      writing = put("again").then(() => {
        isWritten = true;
      });
      // The announcement waits in the database before the file is touched.
      await waitingStatement();
      await store.delete(key);
      expect(isWritten).toBe(false);
    },
  };
  expect(await sweepFiles(database, slow, never)).toBe(1);
  await writing;
  await claim("again", second);
  await anHourLater();
  expect(await sweep()).toBe(0);
  expect(await has("again")).toBe(true);
});

test("a file that cannot be removed is not in the way of the others, and is tried again", async () => {
  await put("stuck");
  await anHourLater();
  await put("fine");
  await anHourLater();
  const broken: MediaStore = {
    ...store,
    delete: (key) => (key === keyOf("stuck") ? Promise.reject(new Error("disk")) : store.delete(key)),
  };
  await expect(sweepFiles(database, broken, never)).rejects.toThrow("disk");
  expect(await sweepFiles(database, broken, never)).toBe(1);
  expect([await has("stuck"), await has("fine")]).toEqual([true, false]);
  await anHourLater();
  expect(await sweep()).toBe(1);
  expect(await has("stuck")).toBe(false);
});

/** Resolves once a statement of this database waits for a lock. */
async function waitingStatement(): Promise<void> {
  for (;;) {
    const { rowCount } = await database.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount !== 0) return;
  }
}
