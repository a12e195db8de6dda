import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { StoredMessageReference } from "@waxwing/core";
import { type Database, openDatabase } from "@waxwing/database";
import { createTestDatabase, silentLog } from "@waxwing/database/testing";
import { createLocalStore, createMedia, type Media, type MediaStore } from "@waxwing/media";
import type { Contact } from "@waxwing/sandbox";
import { proto } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTransport, type Transport } from "../../connection/transport.ts";
import { messageKeyOf } from "../chats/message-key.ts";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { GREEN_JPEG } from "../testing/pictures.ts";
import { stored } from "../testing/references.ts";
import { storeInstance, storeMessage } from "../testing/stored.ts";
import { createMediaFetching, type MediaFetchingOptions } from "./media-fetching.ts";
import { mediaPartOf } from "./media-part.ts";
import { newDirectPath } from "./reupload.ts";

const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
const log = pino({ level: "silent" });
let directory: string;
let circle: Circle;
let ana: Member;
let friend: Contact;
let database: Database;
let dropDatabase: () => Promise<void>;
let transport: Transport;
let media: Media;
let store: MediaStore;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "media-fetching-"));
  const { connectionUri, drop } = await createTestDatabase();
  dropDatabase = drop;
  database = openDatabase({ connectionUri, log: silentLog });
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
  friend = await circle.sandbox.contact("15550000002", { name: "Bea" });
  await storeInstance(database, ana.instance);
  const { webSocketUrl, caPem } = circle.sandbox;
  transport = createTransport({ webSocketUrl, caPem, allowPrivate: [] });
  media = mediaWith(undefined);
  store = createLocalStore({ directory: join(directory, "store") });
}, 60_000);
afterAll(async () => {
  await transport?.close();
  await circle?.close();
  await media?.close();
  await database?.close();
  await dropDatabase?.();
  await rm(directory, { recursive: true, force: true });
});

function mediaWith(ffmpegPath: string | null | undefined): Media {
  const outbound = { download: () => Promise.reject(new Error("nothing is fetched here")) };
  const options = { directory: join(directory, `media-${crypto.randomUUID()}`), outbound, log };
  return createMedia(ffmpegPath === undefined ? options : { ...options, ffmpegPath });
}

const temporary = (): string => join(directory, "fetching");

/** As after a start of the server. */
function fetching(more: Partial<MediaFetchingOptions> = {}) {
  const { sessions } = circle;
  return createMediaFetching({ sessions, database, transport, media, directory: temporary(), log, ...more });
}

const fetched = (message: StoredMessageReference, more?: Partial<MediaFetchingOptions>, convertToMp4 = false) =>
  fetching(more).fetchMedia(ana.instance, message, { convertToMp4 }, patient);

function typeFor(mimetype: string) {
  if (mimetype === "image/webp") return "sticker";
  const [kind] = mimetype.split("/");
  return kind === "image" || kind === "video" || kind === "audio" ? kind : "document";
}

/** Lets the friend send a file, and gives the message as Ana's client got it and as it is stored. */
async function received(bytes: Buffer, mimetype: string, filename?: string) {
  const { id } = await friend.sendMedia(
    { type: typeFor(mimetype), bytes, mimeType: mimetype, filename: filename ?? null },
    { to: "5511900000001" },
  );
  const message = stored(await ana.client.message(({ key }) => key.id === id));
  await storeMessage(database, ana.instance, message);
  return message;
}

/** The message with something else in the description of its file. */
function changed(message: StoredMessageReference, change: Record<string, unknown>): StoredMessageReference {
  const info = proto.WebMessageInfo.decode(message.engineData ?? Buffer.alloc(0));
  Object.assign(mediaPartOf(info.message ?? {}).content, change);
  return { ...message, engineData: Buffer.from(proto.WebMessageInfo.encode(info).finish()) };
}

const partOf = ({ engineData }: StoredMessageReference) =>
  mediaPartOf(proto.WebMessageInfo.decode(engineData ?? Buffer.alloc(0)).message ?? {}).content;
const pathOf = (message: StoredMessageReference): string => partOf(message).directPath ?? "";

/** How often clients have asked a phone for a file. */
const reuploads = (): number =>
  circle.sandbox.transcript.entries.filter(
    (entry) =>
      entry.kind === "stanza" && entry.stanza.tag === "receipt" && entry.stanza.attrs["type"] === "server-error",
  ).length;

describe("the medium of a message", () => {
  test.each([
    ["image/jpeg", "imageMessage", "jpeg"],
    ["video/mp4", "videoMessage", "mp4"],
    ["audio/ogg", "audioMessage", "ogg"],
    ["image/webp", "stickerMessage", "webp"],
  ])("%s is given as %s", async (mimetype, mediaType, extension) => {
    const bytes = mimetype === "image/jpeg" ? GREEN_JPEG : Buffer.alloc(200_003, `${mimetype} `);
    const message = await received(bytes, mimetype);
    const answer = await fetched(message);
    expect(answer).toMatchObject({ mediaType, fileName: `${message.keyId}.${extension}`, buffer: null });
    expect(answer.mimetype).toMatch(mimetype);
    expect(answer.size.fileLength).toBe(String(bytes.length));
    expect(Buffer.from(answer.base64, "base64").equals(bytes)).toBe(true);
    expect(await readdir(temporary())).toEqual([]);
  });

  test("a document keeps its name", async () => {
    const answer = await fetched(await received(Buffer.from("text"), "text/plain", "note.txt"));
    expect(answer).toMatchObject({ mediaType: "documentMessage", fileName: "note.txt", mimetype: "text/plain" });
  });

  test("is given as a file as well, which goes when it is disposed, within a limit of the caller", async () => {
    const bytes = Buffer.alloc(5000, "file ");
    const message = await received(bytes, "application/pdf");
    const opened = (maxBytes: number, more: Partial<MediaFetchingOptions> = {}) =>
      fetching(more).openMedium(ana.instance, message, { maxBytes }, patient);
    {
      await using file = await opened(5000);
      expect(file.bytes).toBe(5000);
      expect((await readFile(file.path)).equals(bytes)).toBe(true);
    }
    await expect(opened(4999)).rejects.toMatchObject({ code: "MEDIA_TOO_LARGE", details: { limitBytes: 4999 } });
    await expect(opened(5000, { maxBytes: 4998 })).rejects.toMatchObject({ details: { limitBytes: 4998 } });
    expect(await readdir(temporary())).toEqual([]);
  });

  test("is refused for a message that has none, or whose form was not kept", async () => {
    const text = stored(await ana.client.send("15550000002@s.whatsapp.net", { text: "no file" }));
    await expect(fetched(text)).rejects.toMatchObject({ code: "MESSAGE_NOT_COMPATIBLE" });
    await expect(fetched({ ...text, engineData: null })).rejects.toMatchObject({ code: "MESSAGE_NOT_COMPATIBLE" });
  });
});

describe("a file that has expired", () => {
  test("is uploaded again by the phone, once, and the new address is kept", async () => {
    const bytes = Buffer.alloc(5000, "old ");
    const message = await received(bytes, "application/pdf", "old.pdf");
    circle.sandbox.world.media.expire(pathOf(message));
    const before = reuploads();
    expect(Buffer.from((await fetched(message)).base64, "base64").equals(bytes)).toBe(true);
    expect(reuploads() - before).toBe(1);

    const { rows } = await database.query<{ engine_data: Buffer }>(
      "SELECT engine_data FROM message WHERE key_id = $1",
      [message.keyId],
    );
    const renewed = { ...message, engineData: rows[0]?.engine_data ?? null };
    expect(pathOf(renewed)).not.toBe(pathOf(message));
    expect(messageKeyOf(renewed)).toEqual(messageKeyOf(message));
    expect(Buffer.from((await fetched(renewed)).base64, "base64").equals(bytes)).toBe(true);
    expect(reuploads() - before).toBe(1);
  });

  test("is not available when the phone has none either, or is silent", async () => {
    const message = await received(Buffer.alloc(5000, "lost "), "application/pdf");
    circle.sandbox.world.media.forget(pathOf(message));
    await expect(fetched(message)).rejects.toMatchObject({
      code: "MEDIA_NOT_AVAILABLE",
      details: { reason: "phone_has_none" },
    });
    circle.sandbox.faults.add({ kind: "lose", direction: "in", match: { tag: "receipt", type: "server-error" } });
    const { mediaKey } = partOf(message);
    const asked = newDirectPath(circle.sessions.of(ana.instance), messageKeyOf(message), mediaKey ?? Buffer.alloc(32), {
      signal: patient,
      timeoutMs: 50,
    });
    await expect(asked).rejects.toMatchObject({ code: "MEDIA_NOT_AVAILABLE", details: { reason: "phone_silent" } });
  });
});

describe("what is not what was sent", () => {
  test("is not given: another file, another key, too many bytes", async () => {
    const message = await received(Buffer.alloc(5000, "real "), "application/pdf");
    const damaged = { code: "MEDIA_NOT_AVAILABLE", details: { reason: "damaged" } };
    await expect(fetched(changed(message, { fileSha256: Buffer.alloc(32, 1) }))).rejects.toMatchObject(damaged);
    await expect(fetched(changed(message, { mediaKey: Buffer.alloc(32, 1) }))).rejects.toMatchObject(damaged);
    const tooLarge = { code: "MEDIA_TOO_LARGE", details: { limitBytes: 4999 } };
    await expect(fetched(message, { maxBytes: 4999 })).rejects.toMatchObject(tooLarge);
    await expect(fetched(changed(message, { fileLength: 1 }), { maxBytes: 4999 })).rejects.toMatchObject(tooLarge);
    expect(await readdir(temporary())).toEqual([]);
  });

  test("is not looked for where a sender leads to", async () => {
    const message = await received(Buffer.from("here"), "application/pdf");
    const { port } = circle.sandbox;
    for (const address of [
      { directPath: `@127.0.0.1:${port}${pathOf(message)}` },
      { directPath: null, url: `https://127.0.0.1:${port}${pathOf(message)}` },
      { directPath: null, url: "https://mmg.whatsapp.net.example.com/x" },
      { directPath: null, url: null },
    ]) {
      await expect(fetched(changed(message, address))).rejects.toMatchObject({
        code: "MEDIA_NOT_AVAILABLE",
        details: { reason: "incomplete" },
      });
    }
  });
});

describe("a media store", () => {
  test("has what was fetched once, also when WhatsApp has forgotten it and nothing is connected", async () => {
    const bytes = Buffer.alloc(70_000, "kept ");
    const message = await received(bytes, "application/pdf", "kept.pdf");
    const first = await fetched(message, { store });
    circle.sandbox.world.media.forget(pathOf(message));
    const sessions = { of: () => circle.sessions.of({ id: "none", name: "none" }) };
    expect(await fetched(message, { store, sessions })).toEqual(first);
    const smaller = fetching({ store }).openMedium(ana.instance, message, { maxBytes: 69_999 }, patient);
    await expect(smaller).rejects.toMatchObject({ code: "MEDIA_TOO_LARGE" });
    const { rows } = await database.query("SELECT * FROM stored_media WHERE instance_id = $1", [ana.instance.id]);
    expect(rows).toMatchObject([{ mimetype: "application/pdf", file_name: "kept.pdf", bytes: 70_000 }]);
  });

  test("whose file is gone or damaged is not believed", async () => {
    const bytes = Buffer.alloc(9000, "true ");
    const message = await received(bytes, "application/pdf");
    const first = await fetched(message, { store });
    const lying: MediaStore = {
      ...store,
      open: async () => Readable.from([Buffer.from("false")]),
    };
    expect(await fetched(message, { store: lying })).toEqual(first);
    expect(await fetched(message, { store: { ...store, open: async () => null } })).toEqual(first);
    const broken: MediaStore = {
      ...store,
      open: () => Promise.reject(new Error("disk")),
      put: () => Promise.reject(new Error("disk")),
    };
    expect(await fetched(message, { store: broken })).toEqual(first);
  });
});

describe("a voice note as MP4", () => {
  const voiceNote = async (): Promise<StoredMessageReference> => {
    await using source = await media.open(wave().toString("base64"), { signal: patient });
    await using voice = await media.voice(source, patient);
    return received(await readFile(voice.path), "audio/ogg; codecs=opus");
  };

  test.skipIf(!hasFfmpeg)("is converted where ffmpeg is installed", async () => {
    const message = await voiceNote();
    const answer = await fetched(message, {}, true);
    expect(answer).toMatchObject({ mimetype: "audio/mp4", fileName: `${message.keyId}.mp4` });
    const bytes = Buffer.from(answer.base64, "base64");
    expect(bytes.subarray(4, 8).toString()).toBe("ftyp");
    expect(answer.size.fileLength).toBe(String(bytes.length));
  });

  test("is refused where it is not", async () => {
    await expect(fetched(await voiceNote(), { media: mediaWith(null) }, true)).rejects.toMatchObject({
      code: "MEDIA_INVALID",
      message: expect.stringContaining("ffmpeg"),
    });
  });
});

/** A second of 440 Hz as WAV. */
function wave(): Buffer {
  const rate = 16_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + rate * 2, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(rate * 2, 40);
  const samples = Buffer.alloc(rate * 2);
  for (let index = 0; index < rate; index += 1) {
    samples.writeInt16LE(Math.round(10_000 * Math.sin((2 * Math.PI * 440 * index) / rate)), index * 2);
  }
  return Buffer.concat([head, samples]);
}
