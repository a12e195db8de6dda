import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Clock } from "../../clock.ts";
import { Random } from "../../random.ts";
import { Store } from "../../store/store.ts";
import { createWorld } from "../create-world.ts";
import type { World } from "../world.ts";
import { DEFAULT_LIFETIME_MS, type MediaAddress } from "./media.ts";
import { parseRange } from "./media-download.ts";

let app: FastifyInstance;
let world: World;

function createTestWorld(store: Store, generation = 0): World {
  const settings = { historyLimit: 100, mediaHost: "127.0.0.1:1" };
  return createWorld({ store, clock: new Clock(), random: new Random("media", generation), settings });
}

function serve(of: World): FastifyInstance {
  const created = Fastify({ logger: false });
  of.media.register(created);
  return created;
}

beforeEach(() => {
  world = createTestWorld(Store.inMemory());
  app = serve(world);
});

afterEach(async () => {
  await app.close();
});

function tokenOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("base64url");
}

interface Upload {
  readonly path?: string;
  readonly auth?: string;
  readonly token?: string;
  readonly queryToken?: string;
}

async function upload(bytes: Buffer, { path = "/mms/image", auth, token = tokenOf(bytes), queryToken }: Upload = {}) {
  const granted = auth ?? world.media.access.grant(world.directory.account("15550000001"));
  const url = `${path}/${token}?auth=${encodeURIComponent(granted)}&token=${queryToken ?? token}`;
  return app.inject({ method: "POST", url, payload: bytes, headers: { "content-type": "application/octet-stream" } });
}

async function uploaded(bytes: Buffer, options?: Upload): Promise<MediaAddress> {
  const { url, direct_path: directPath } = (await upload(bytes, options)).json();
  return { url, directPath };
}

describe("upload", () => {
  test.each(["image", "video", "audio", "document", "md-app-state"])(
    "a file for /mms/%s can be fetched",
    async (kind) => {
      const bytes = randomBytes(50_000);
      const { url, directPath } = await uploaded(bytes, { path: `/mms/${kind}` });
      expect(url).toBe(`https://127.0.0.1:1${directPath}`);
      const answer = await app.inject(directPath);
      expect(answer.statusCode).toBe(200);
      expect(answer.rawPayload).toEqual(bytes);
      expect(world.media.stored).toMatchObject([{ uploadedBy: "15550000001", length: 50_000 }]);
    },
  );

  test("without a granted auth nothing is taken", async () => {
    const answer = await upload(Buffer.from("x"), { auth: "made-up" });
    expect(answer.statusCode).toBe(401);
    expect(world.media.stored).toEqual([]);
  });

  test("an auth stays good until an upload that began in its last second can end, and no longer", async () => {
    const auth = world.media.access.grant(world.directory.account("15550000001"));
    world.clock.advance(301_000);
    expect((await upload(Buffer.from("x"), { auth })).statusCode).toBe(200);
    world.clock.advance(300_000);
    expect((await upload(Buffer.from("x"), { auth })).statusCode).toBe(401);
  });

  test("a file that is not the one of its token is refused and not kept", async () => {
    const answer = await upload(Buffer.from("corrupted"), { token: tokenOf(Buffer.from("whole")) });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).not.toHaveProperty("url");
    expect(answer.json()).not.toHaveProperty("direct_path");
    expect(world.media.stored).toEqual([]);
    expect((await upload(Buffer.from("x"), { queryToken: "other" })).statusCode).toBe(400);
  });

  test("a file that is too large is refused while the client still writes, and the client gets the answer", async () => {
    world.media.maxFileBytes = 100_000;
    await app.listen({ host: "127.0.0.1", port: 0 });
    const address = app.server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const bytes = randomBytes(20_000_000);
    const auth = world.media.access.grant(world.directory.account("15550000001"));
    const url = `http://127.0.0.1:${port}/mms/video/${tokenOf(bytes)}?auth=${auth}&token=${tokenOf(bytes)}`;
    const answer = await fetch(url, { method: "POST", body: bytes });
    expect(answer.status).toBe(413);
    expect(world.media.stored).toEqual([]);
  });

  test("an unknown kind of medium is not found", async () => {
    expect((await upload(Buffer.from("x"), { path: "/mms/hologram" })).statusCode).toBe(404);
  });
});

describe("download", () => {
  const bytes = Buffer.from("0123456789");

  test.each([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=0-99", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=5-2", 200, "0123456789", undefined],
    ["lines=1-2", 200, "0123456789", undefined],
  ])("Range %s is answered with %i", async (range, status, body, contentRange) => {
    const { directPath } = await uploaded(bytes);
    const answer = await app.inject({ url: directPath, headers: { range } });
    expect([answer.statusCode, answer.body, answer.headers["content-range"]]).toEqual([status, body, contentRange]);
  });

  test("HEAD tells the length and gives no body", async () => {
    const { directPath } = await uploaded(bytes);
    const answer = await app.inject({ method: "HEAD", url: directPath });
    expect([answer.statusCode, answer.headers["content-length"], answer.body]).toEqual([200, "10", ""]);
  });

  test("further parameters, as WhatsApp's own clients add them, do no harm; a changed signature does", async () => {
    const { directPath } = await uploaded(bytes);
    expect((await app.inject(`${directPath}&hash=abc&mms-type=image`)).statusCode).toBe(200);
    expect((await app.inject(directPath.replace(/oh=[^&]+/, "oh=wrong"))).statusCode).toBe(403);
    expect((await app.inject(directPath.split("?")[0] ?? "")).statusCode).toBe(403);
    expect((await app.inject("/v/t62.7118-24/1_2_n.enc?oh=x")).statusCode).toBe(404);
  });

  test("a file expires after its lifetime, or when a test says so", async () => {
    const one = await uploaded(Buffer.from("one"));
    const two = await uploaded(Buffer.from("two"));
    expect(world.media.expire(two.directPath)).toBe(true);
    expect((await app.inject(two.directPath)).statusCode).toBe(410);
    world.clock.advance(DEFAULT_LIFETIME_MS - 60_000);
    expect((await app.inject(one.directPath)).statusCode).toBe(200);
    world.clock.advance(61_000);
    expect((await app.inject(one.directPath)).statusCode).toBe(410);
    const renewed = world.media.renew(one.directPath);
    expect((await app.inject(renewed?.directPath ?? "")).body).toBe("one");
    expect(world.media.forget(two.directPath)).toBe(true);
    expect((await app.inject(two.directPath)).statusCode).toBe(404);
    expect(world.media.renew(two.directPath)).toBeUndefined();
  });

  test("when the room is used up the oldest files are lost, and a file that was renewed takes its room once", async () => {
    world.media.capacityBytes = 100;
    const [one, two] = [await uploaded(randomBytes(40)), await uploaded(randomBytes(40))];
    for (let times = 0; times < 5; times++) world.media.renew(two.directPath);
    expect((await app.inject(one.directPath)).statusCode).toBe(200);
    const three = await uploaded(randomBytes(40));
    expect((await app.inject(one.directPath)).statusCode).toBe(404);
    expect((await app.inject(two.directPath)).statusCode).toBe(200);
    const four = await uploaded(randomBytes(90));
    const last = await Promise.all([two, three, four].map(({ directPath }) => app.inject(directPath)));
    expect(last.map(({ statusCode }) => statusCode)).toEqual([404, 404, 200]);
    expect(world.media.stored).toHaveLength(1);
  });

  test("the same content under two addresses outlives one of them", async () => {
    const [one, two] = [await uploaded(bytes), await uploaded(bytes)];
    expect(one.directPath).not.toBe(two.directPath);
    world.media.forget(one.directPath);
    expect((await app.inject(two.directPath)).rawPayload).toEqual(bytes);
  });

  test("a seed gives the same addresses and keys again, whatever else was stored before", () => {
    const other = createTestWorld(Store.inMemory());
    other.media.encryptMedia(Buffer.from("something else"), "audio");
    expect(other.media.encryptMedia(bytes, "image")).toMatchObject({
      mediaKey: world.media.encryptMedia(bytes, "image").mediaKey,
    });
  });
});

test("a range never reaches beyond the file", () => {
  const number = fc.option(fc.nat({ max: 200 }).map(String), { nil: "" });
  fc.assert(
    fc.property(number, number, fc.nat({ max: 100 }), (first, last, length) => {
      const range = parseRange(`bytes=${first}-${last}`, length);
      if (range === null || range === "unsatisfiable") return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThan(length);
    }),
  );
});

test("parseRange knows an empty file", () => {
  expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
  expect(parseRange("bytes=-5", 0)).toBe("unsatisfiable");
  expect(parseRange(undefined, 0)).toBeNull();
});

test("with a data directory files survive a restart, and refused ones leave nothing behind", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sandbox-media-"));
  try {
    const bytes = randomBytes(300_000);
    await app.close();
    let store = await Store.open(directory);
    world = createTestWorld(store);
    app = serve(world);
    const { directPath } = await uploaded(bytes);
    const own = world.media.store(Buffer.from("own"), "product");
    expect((await upload(Buffer.from("bad"), { token: tokenOf(bytes) })).statusCode).toBe(400);
    expect(await readdir(join(directory, "media"))).toHaveLength(2);
    await app.close();
    await store.close();

    store = await Store.open(directory);
    world = createTestWorld(store, 1);
    app = serve(world);
    expect((await app.inject(directPath)).rawPayload).toEqual(bytes);
    expect((await app.inject({ url: directPath, headers: { range: "bytes=10-19" } })).rawPayload).toEqual(
      bytes.subarray(10, 20),
    );
    expect(await world.media.fetch(own.url)).toEqual(Buffer.from("own"));
    await store.close();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
