import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import sharp from "sharp";
import { afterEach, describe, expect, it, vi } from "vitest";
import { calm, failureOf, releaseAll, temporaryDirectory, testMedia, testServer } from "../testing.ts";

afterEach(releaseAll);

const png = () =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: "#3366cc" } })
    .png()
    .toBuffer();

describe("base64 and data URIs", () => {
  it("give back any bytes, in every spelling", async () => {
    const { media, temporaryFiles } = testMedia();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.constantFrom("base64", "base64url", "lines", "data", "data with parameters", "percent"),
        async (bytes, spelling) => {
          const buffer = Buffer.from(bytes);
          const base64 = buffer.toString("base64");
          const percent = [...buffer].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
          const source = {
            base64,
            base64url: buffer.toString("base64url"),
            lines: base64.replace(/.{5}/g, "$&\r\n"),
            data: `data:;base64,${base64}`,
            "data with parameters": `DATA:Text/Plain;charset=utf-8;name="a%20b.txt";BASE64,${base64}`,
            percent: `data:text/plain,${percent}`,
          }[spelling];
          await using file = await media.open(source, { signal: calm });
          expect(await readFile(file.path)).toEqual(buffer);
          expect(file.bytes).toBe(buffer.length);
          if (spelling === "data with parameters") {
            expect([file.claimedMimetype, file.fileName]).toEqual(["text/plain", "a b.txt"]);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(temporaryFiles()).toEqual([]);
  });

  it("decode many megabytes slice by slice, and sniff what they are", async () => {
    const { media } = testMedia();
    const bytes = Buffer.concat([await png(), Buffer.alloc(5_000_001, 7)]);
    await using file = await media.open(bytes.toString("base64"), { signal: calm });
    expect([file.bytes, file.sniffedMimetype]).toEqual([bytes.length, "image/png"]);
    expect((await readFile(file.path)).equals(bytes)).toBe(true);
  });

  it.each([
    ["", "MEDIA_INVALID"],
    ["   \n", "MEDIA_INVALID"],
    ["not base64 at all!", "MEDIA_INVALID"],
    ["QUJD=REVG", "MEDIA_INVALID"],
    ["QUJDR", "MEDIA_INVALID"],
    ["QUJD===", "MEDIA_INVALID"],
    [`${"QUJD".repeat(400_000)}$`, "MEDIA_INVALID"],
    [`${"QUJD".repeat(300_000)}==${"QUJD".repeat(300_000)}`, "MEDIA_INVALID"],
    ["data:image/png;base64", "MEDIA_INVALID"],
    ["data:image/png;base64,", "MEDIA_INVALID"],
    ["data:image/png;base64,%%%", "MEDIA_INVALID"],
    ["data:,%4", "MEDIA_INVALID"],
    ["data:,", "MEDIA_INVALID"],
    ["file:///etc/passwd", "URL_NOT_ALLOWED"],
    ["ftp://example.com/a.png", "URL_NOT_ALLOWED"],
    ["javascript:alert(1)", "URL_NOT_ALLOWED"],
    ["http://", "URL_NOT_ALLOWED"],
    ["http://user:secret@127.0.0.1/", "URL_NOT_ALLOWED"],
    ["http://169.254.169.254/latest", "URL_NOT_ALLOWED"],
    ["http://[::1]/", "URL_NOT_ALLOWED"],
    ["upload:8c4e1d0e-6f3b-4d5c-9a57-0d8f5c0b1a2f", "MEDIA_INVALID"],
    ["upload:../../etc/passwd", "MEDIA_INVALID"],
  ])("refuse %.40s", async (source, code) => {
    const { media, temporaryFiles } = testMedia();
    expect((await failureOf(media.open(source, { signal: calm }))).code).toBe(code);
    expect(temporaryFiles()).toEqual([]);
  });

  it("keep to the limit", async () => {
    const { media, temporaryFiles } = testMedia({ limits: { maxBytes: 1000 } });
    for (const source of [
      Buffer.alloc(1001).toString("base64"),
      `data:;base64,${Buffer.alloc(1001).toString("base64")}`,
      `data:,${"a".repeat(1001)}`,
      `data:,${"a".repeat(10_000)}`,
    ]) {
      const error = await failureOf(media.open(source, { signal: calm }));
      expect([error.code, error.details]).toEqual(["MEDIA_TOO_LARGE", { limitBytes: 1000 }]);
    }
    const error = await failureOf(media.open("QUJDREVG", { signal: calm, maxBytes: 5 }));
    expect(error.details).toEqual({ limitBytes: 5 });
    expect(temporaryFiles()).toEqual([]);
    await using file = await media.open(Buffer.alloc(1000).toString("base64"), { signal: calm });
    expect(file.bytes).toBe(1000);
  });
});

const endless: RequestListener = (_request, response) => {
  const block = Buffer.alloc(65_536);
  const pump = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on("drain", pump);
  pump();
};

describe("addresses", () => {
  it("are fetched behind redirects, with the name and type that the answer gives", async () => {
    const image = await png();
    const { url } = await testServer((request, response) => {
      if (request.url === "/start") response.writeHead(302, { location: "/pictures/m%C3%BCll.png?x=1" }).end();
      else if (request.url === "/named") {
        response.setHeader(
          "content-disposition",
          `attachment; filename="a.bin"; filename*=UTF-8''ol%C3%A1%2F..%2Fb.png`,
        );
        response.end(image);
      } else response.setHeader("content-type", "Image/PNG; q=1").end(image);
    });
    const { media } = testMedia();
    await using file = await media.open(`${url}/start`, { signal: calm });
    expect(await readFile(file.path)).toEqual(image);
    expect([file.bytes, file.sniffedMimetype, file.claimedMimetype, file.fileName]).toEqual([
      image.length,
      "image/png",
      "image/png",
      "müll.png",
    ]);
    await using named = await media.open(`${url}/named`, { signal: calm });
    expect(named.fileName).toBe("b.png");
  });

  it.each([
    [
      "answers 404",
      (_q, r) => void r.writeHead(404).end("<html>"),
      "MEDIA_UNREACHABLE",
      { reason: "http_status", status: 404 },
    ],
    [
      "answers 500 without end",
      (q, r) => endless(q, r.writeHead(500)),
      "MEDIA_UNREACHABLE",
      { reason: "http_status", status: 500 },
    ],
    ["never answers", () => {}, "MEDIA_UNREACHABLE", { reason: "timeout" }],
    ["drips", (_q, r) => void setInterval(() => r.write("."), 20).unref(), "MEDIA_UNREACHABLE", { reason: "timeout" }],
    ["hangs up", (_q, r) => void r.destroy(), "MEDIA_UNREACHABLE", { reason: "connection_failed" }],
    [
      "redirects for ever",
      (_q, r) => void r.writeHead(302, { location: "/" }).end(),
      "MEDIA_UNREACHABLE",
      { reason: "too_many_redirects" },
    ],
    [
      "redirects to a private address",
      (_q, r) => void r.writeHead(302, { location: "http://10.0.0.1/" }).end(),
      "URL_NOT_ALLOWED",
      undefined,
    ],
    [
      "redirects to a file",
      (_q, r) => void r.writeHead(302, { location: "file:///etc/passwd" }).end(),
      "URL_NOT_ALLOWED",
      undefined,
    ],
    ["has no end", endless, "MEDIA_TOO_LARGE", { limitBytes: 300_000 }],
    [
      "announces 10 GB",
      (_q, r) => void r.writeHead(200, { "content-length": "10737418240" }).write("x"),
      "MEDIA_TOO_LARGE",
      { limitBytes: 300_000 },
    ],
    [
      "sends less than it says",
      (_q, r) => void r.writeHead(200, { "content-length": "9000" }).write("x", () => r.destroy()),
      "MEDIA_UNREACHABLE",
      { reason: "connection_failed" },
    ],
    ["sends nothing", (_q, r) => void r.end(), "MEDIA_INVALID", undefined],
  ] satisfies [string, RequestListener, string, object | undefined][])(
    "that a server %s: a typed error, no file and no socket",
    async (_name, answer, code, details) => {
      const { url, sockets } = await testServer(answer);
      const { media, temporaryFiles } = testMedia({ limits: { maxBytes: 300_000, downloadTimeoutMs: 1500 } });
      const error = await failureOf(media.open(`${url}/secret-path`, { signal: calm }));
      expect([error.code, error.details]).toEqual([code, details]);
      expect(error.message).not.toContain("secret-path");
      expect(temporaryFiles()).toEqual([]);
      if (code !== "MEDIA_INVALID") await vi.waitFor(() => expect(sockets.size).toBe(0));
    },
  );

  it("that nobody listens at are unreachable", async () => {
    const { media, temporaryFiles } = testMedia();
    const error = await failureOf(media.open("http://127.0.0.1:1/", { signal: calm }));
    expect([error.code, error.details]).toEqual(["MEDIA_UNREACHABLE", { reason: "connection_failed" }]);
    expect(temporaryFiles()).toEqual([]);
  });

  it("are given up with the caller, whose reason is thrown", async () => {
    const { url, sockets } = await testServer(endless);
    const { media, temporaryFiles } = testMedia({ limits: { maxBytes: Number.MAX_SAFE_INTEGER } });
    const controller = new AbortController();
    const opening = media.open(url, { signal: controller.signal });
    await vi.waitFor(() => expect(sockets.size).toBe(1));
    const reason = new Error("left");
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
    expect(temporaryFiles()).toEqual([]);
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });
});

describe("uploads", () => {
  const description = { fileName: "../../a/ferry.png", mimetype: "image/png", maxBytes: 1_000_000, signal: calm };

  it("are used once", async () => {
    const { media, directory, temporaryFiles } = testMedia();
    const image = await png();
    const name = await media.upload(Readable.from([image.subarray(0, 9), image.subarray(9)]), description);
    expect(name).toMatch(/^upload:[0-9a-f-]{36}$/);
    await using file = await media.open(name, { signal: calm });
    expect(await readFile(file.path)).toEqual(image);
    expect([file.bytes, file.claimedMimetype, file.sniffedMimetype, file.fileName]).toEqual([
      image.length,
      "image/png",
      "image/png",
      "ferry.png",
    ]);
    expect((await failureOf(media.open(name, { signal: calm }))).code).toBe("MEDIA_INVALID");
    expect(readdirSync(join(directory, "uploads"))).toEqual([]);
    expect(temporaryFiles().length).toBe(1);
  });

  it("leave nothing behind when they are too large, empty, cut off or given up", async () => {
    const { media, directory, temporaryFiles } = testMedia();
    const large = Readable.from([Buffer.alloc(600), Buffer.alloc(600)]);
    const error = await failureOf(media.upload(large, { ...description, maxBytes: 1000 }));
    expect([error.code, error.details, large.destroyed]).toEqual(["MEDIA_TOO_LARGE", { limitBytes: 1000 }, true]);
    expect((await failureOf(media.upload(Readable.from([]), description))).code).toBe("MEDIA_INVALID");
    const cut = new Readable({ read: () => {} });
    const cutting = media.upload(cut, description);
    cut.push("half");
    cut.destroy(new Error("connection lost"));
    await expect(cutting).rejects.toThrow("connection lost");
    const controller = new AbortController();
    const leaving = media.upload(new Readable({ read: () => {} }), { ...description, signal: controller.signal });
    const reason = new Error("left");
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    expect([readdirSync(join(directory, "uploads")), temporaryFiles()]).toEqual([[], []]);
  });

  it("are forgotten when they will not be used", async () => {
    const { media, directory } = testMedia();
    const name = await media.upload(Readable.from(["a"]), { maxBytes: 10, signal: calm });
    await media.discardUpload(name);
    await media.discardUpload(name);
    await media.discardUpload("upload:../../etc/passwd");
    expect(readdirSync(join(directory, "uploads"))).toEqual([]);
    expect((await failureOf(media.open(name, { signal: calm }))).code).toBe("MEDIA_INVALID");
  });

  it("are reaped after an hour, also those of an earlier run, and its temporary files at once", async () => {
    const directory = temporaryDirectory();
    const first = testMedia({ directory });
    const old = await first.media.upload(Readable.from(["old"]), description);
    const fresh = await first.media.upload(Readable.from(["fresh"]), description);
    const uploads = join(directory, "uploads");
    const hourAgo = Date.now() / 1000 - 3700;
    for (const ending of ["data", "json"]) {
      utimesSync(join(uploads, `${old.slice("upload:".length)}.${ending}`), hourAgo, hourAgo);
    }
    writeFileSync(join(directory, "temporary", "litter"), "x");
    const second = testMedia({ directory });
    await vi.waitFor(() => expect(readdirSync(uploads).length).toBe(2));
    expect(second.temporaryFiles()).toEqual([]);
    expect((await failureOf(second.media.open(old, { signal: calm }))).code).toBe("MEDIA_INVALID");
    await using file = await second.media.open(fresh, { signal: calm });
    expect(await readFile(file.path, "utf8")).toBe("fresh");
  });
});
