import { createHash, createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import S3rver from "s3rver";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { onRelease, releaseAll, temporaryDirectory } from "../testing.ts";
import { createLocalStore } from "./local-store.ts";
import type { MediaStore, StoredFacts } from "./media-store.ts";
import { createS3Store, type S3StoreOptions } from "./s3-store.ts";

afterEach(releaseAll);

const bucketDirectory = mkdtempSync(join(tmpdir(), "media-s3-"));
let s3: S3rver;
let options: S3StoreOptions;

beforeAll(async () => {
  s3 = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: bucketDirectory,
    configureBuckets: [{ name: "media" }],
  });
  const { port } = await s3.run();
  options = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    bucket: "media",
    accessKeyId: "S3RVER",
    secretAccessKey: "S3RVER",
    forcePathStyle: true,
  };
});

afterAll(async () => {
  await s3.close();
  rmSync(bucketDirectory, { recursive: true, force: true });
});

/** A file to store. */
function source(data: Buffer, mimetype = "image/jpeg"): { path: string; facts: StoredFacts } {
  const path = join(temporaryDirectory(), "file");
  writeFileSync(path, data);
  const sha256 = createHash("sha256").update(data).digest("hex");
  return { path, facts: { mimetype, bytes: data.length, sha256 } };
}

/** AWS Signature Version 4, from its description and by hand, so that the client's own is not checked with itself. */
function signatureOf(request: IncomingMessage, scope: string, signedHeaders: string): string {
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const headers = signedHeaders.split(";").map((name) => `${name}:${request.headers[name]}\n`);
  const canonical = [
    request.method,
    request.url,
    "",
    headers.join(""),
    signedHeaders,
    request.headers["x-amz-content-sha256"],
  ];
  const hash = createHash("sha256").update(canonical.join("\n")).digest("hex");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${options.secretAccessKey}`);
  return hmac(key as Buffer, `AWS4-HMAC-SHA256\n${request.headers["x-amz-date"]}\n${scope}\n${hash}`).toString("hex");
}

async function read(store: MediaStore, key: string): Promise<Buffer | null> {
  const stream = await store.open(key);
  return stream === null ? null : buffer(stream);
}

describe.each([
  ["a local folder", () => createLocalStore({ directory: temporaryDirectory() })],
  ["a bucket", () => createS3Store({ ...options, prefix: `test-${randomUUID()}` })],
] satisfies [string, () => MediaStore][])("media in %s", (_name, create) => {
  it("come back as they were, from the smallest to several megabytes", async () => {
    const store = create();
    for (const data of [Buffer.alloc(0), Buffer.from("a"), Buffer.alloc(6_000_000, "waxwing")]) {
      const { path, facts } = source(data);
      const key = `instance/${facts.sha256}`;
      await store.put(key, path, facts);
      expect((await read(store, key))?.equals(data)).toBe(true);
    }
  });

  it("are not there before, and not after they are deleted", async () => {
    const store = create();
    const { path, facts } = source(Buffer.from("text"));
    expect(await store.open("instance/none")).toBe(null);
    await store.put("instance/some", path, facts);
    await store.put("instance/some", path, facts);
    await store.delete("instance/some");
    await store.delete("instance/some");
    expect(await store.open("instance/some")).toBe(null);
  });

  it("go with their folder, and with no other", async () => {
    const store = create();
    const { path, facts } = source(Buffer.from("text"));
    const keys = Array.from({ length: 25 }, (_, index) => `a/${index}`);
    for (const key of [...keys, "ab/1", "b/a/1"]) await store.put(key, path, facts);
    await store.deleteAll("a");
    expect(await Promise.all(keys.map((key) => store.open(key)))).toEqual(keys.map(() => null));
    expect([await read(store, "ab/1"), await read(store, "b/a/1")]).toEqual([Buffer.from("text"), Buffer.from("text")]);
    await store.deleteAll("a");
  });

  it("are refused, and not stored, when they are not what is said of them", async () => {
    const store = create();
    const { path, facts } = source(Buffer.from("text"));
    await expect(store.put("a/1", path, { ...facts, bytes: 5 })).rejects.toThrow("4 bytes instead of 5");
    await expect(store.put("a/1", path, { ...facts, sha256: "0".repeat(64) })).rejects.toThrow("sha256");
    await expect(store.put("a/1", `${path}-none`, facts)).rejects.toThrow("ENOENT");
    expect(await store.open("a/1")).toBe(null);
  });

  it.each([
    "",
    "/",
    "../a",
    "a/../../b",
    "a/..",
    "/etc/passwd",
    "a//b",
    ".incoming/a",
    "a\\b",
    "a/b?c",
    "C:/a",
    "a\u0000b",
  ])("have no key %j", async (key) => {
    const store = create();
    const { path, facts } = source(Buffer.from("text"));
    await expect(store.put(key, path, facts)).rejects.toThrow(RangeError);
    await expect(store.open(key)).rejects.toThrow(RangeError);
    await expect(store.delete(key)).rejects.toThrow(RangeError);
    await expect(store.deleteAll(key)).rejects.toThrow(RangeError);
  });
});

describe("a local folder", () => {
  it("holds whole files alone: what a crash left half written goes at the next start", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, ".incoming"));
    writeFileSync(join(directory, ".incoming", "half"), "ha");
    const store = createLocalStore({ directory });
    expect(readdirSync(join(directory, ".incoming"))).toEqual([]);
    const { path, facts } = source(Buffer.from("text"));
    await store.put("a/1", path, facts);
    await expect(store.put("a/2", path, { ...facts, bytes: 5 })).rejects.toThrow();
    expect([readdirSync(join(directory, ".incoming")), existsSync(join(directory, "a", "2"))]).toEqual([[], false]);
  });
});

describe("a bucket", () => {
  it("gives an address that anyone can read", async () => {
    const store = createS3Store(options);
    const { path, facts } = source(Buffer.from("text"), "text/plain");
    await store.put("a/1", path, facts);
    const url = await store.url!("a/1", 60);
    const response = await fetch(url);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/plain",
      "text",
    ]);
    expect(url).not.toContain("secret");
  });

  it("says which status a refusal had, and nothing secret", async () => {
    const wrong = createS3Store({ ...options, accessKeyId: "nobody", secretAccessKey: "hunter2" });
    const { path, facts } = source(Buffer.from("text"));
    const error = await wrong.put("a/1", path, facts).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/answered 403 to PUT/);
    expect(JSON.stringify([String(error), error])).not.toContain("hunter2");
  });

  it("signs what it sends, the content's hash included, as Amazon says", async () => {
    const requests: { request: IncomingMessage; body: Buffer }[] = [];
    const server = createServer(async (request, response) => {
      requests.push({ request, body: await buffer(request) });
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onRelease(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { path, facts } = source(Buffer.from("text"), "text/plain");
    await createS3Store({ ...options, endpoint: `http://127.0.0.1:${port}` }).put("a/1", path, facts);
    const { request, body } = requests[0]!;
    expect([body.toString(), request.headers["content-length"]]).toEqual(["text", "4"]);
    expect(request.headers["x-amz-content-sha256"]).toBe(facts.sha256);
    const [, scope, signedHeaders, signature] =
      /^AWS4-HMAC-SHA256 Credential=S3RVER\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(
        request.headers.authorization!,
      )!;
    expect(signature).toBe(signatureOf(request, scope!, signedHeaders!));
  });

  it("stands in the host name where that is the server's way", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.host, request.url);
      response.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onRelease(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const store = createS3Store({
      ...options,
      endpoint: `http://localhost:${port}`,
      forcePathStyle: false,
      prefix: "p",
    });
    expect((await store.url!("a/1")).startsWith(`http://media.localhost:${port}/p/a/1?`)).toBe(true);
    const pathStyle = createS3Store({ ...options, endpoint: `http://127.0.0.1:${port}/s3/` });
    expect(await pathStyle.open("a/1")).toBe(null);
    expect(asked).toEqual([`127.0.0.1:${port}`, "/s3/media/a/1"]);
  });
});
