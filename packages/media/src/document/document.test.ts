import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { mediaFile, releaseAll, testMedia } from "../testing.ts";

afterEach(releaseAll);

const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /Count 7>> endobj\n3 0 obj <</Type /Pages /Parent 2 0 R /Count 3>> endobj\n%%EOF",
);
const zip = Buffer.from("504b0304140000000000", "hex");

describe("a document", () => {
  it.each([
    ["the caller's type", pdf, { fileName: "a.txt", mimetype: "Text/CSV; charset=utf-8" }, "text/csv", "a.txt"],
    [
      "the name's type",
      zip,
      { fileName: "../x/Report.XLSX" },
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Report.XLSX",
    ],
    ["the first bytes' type", pdf, {}, "application/pdf", "file.pdf"],
    ["a type for what nobody knows", Buffer.from("plain"), {}, "application/octet-stream", "file"],
    ["a name without control characters", pdf, { fileName: "a\u0000b\u202efdp.pdf" }, "application/pdf", "abfdp.pdf"],
  ])("has %s", async (_name, data, names, mimetype, fileName) => {
    const { media } = testMedia();
    const file = await mediaFile(data);
    await using document = await media.document(file, names);
    expect([document.path, document.mimetype, document.fileName]).toEqual([file.path, mimetype, fileName]);
  });

  it("that is a PDF has its pages counted", async () => {
    const { media } = testMedia();
    await using document = await media.document(await mediaFile(pdf), {});
    expect(document.pageCount).toBe(7);
  });

  it("that is a picture gets a thumbnail, and one that only claims to be is sent without", async () => {
    const { media } = testMedia();
    const png = await sharp({ create: { width: 200, height: 100, channels: 3, background: "#123456" } })
      .png()
      .toBuffer();
    await using good = await media.document(await mediaFile(png), { fileName: "a.png" });
    expect((await sharp(good.thumbnail).metadata()).width).toBe(72);
    await using bad = await media.document(await mediaFile(png.subarray(0, 60)), { fileName: "a.png" });
    expect([bad.thumbnail, bad.mimetype]).toEqual([undefined, "image/png"]);
  });
});
