import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstUrl } from "./first-url.ts";
import { readPage } from "./open-graph.ts";

describe("the first address in a text", () => {
  it.each([
    ["see https://example.com/a?b=c#d now", "https://example.com/a?b=c#d"],
    ["(https://example.com/a)", "https://example.com/a"],
    ["https://en.wikipedia.org/wiki/Pipe_(computing).", "https://en.wikipedia.org/wiki/Pipe_(computing)"],
    ["*https://example.com*", "https://example.com"],
    ["HTTPS://EXAMPLE.COM!", "HTTPS://EXAMPLE.COM"],
    ["http:// https://b.example", "https://b.example"],
    ["ftp://example.com and example.com", undefined],
    ["no link", undefined],
    [`https://example.com/${"a".repeat(3000)}`, undefined],
  ])("%s", (text, url) => {
    expect(firstUrl(text)).toBe(url);
  });

  it("is part of the text and an address, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.webUrl(), (noise, url) => {
        const found = firstUrl(`${noise} ${url}`);
        if (found === undefined) return;
        expect(`${noise} ${url}`).toContain(found);
        expect(URL.canParse(found)).toBe(true);
      }),
    );
  });
});

describe("what a page says of itself", () => {
  it("is its Open Graph data, else Twitter's, else plain HTML's", () => {
    expect(
      readPage(`<title>c</title><meta name="twitter:title" content="b"><meta property="og:title" content="a">`),
    ).toMatchObject({ title: "a" });
    expect(readPage(`<title>c</title><meta name="twitter:title" content="b">`)).toMatchObject({ title: "b" });
    expect(readPage(`<TITLE lang="en"> c &lt;d&gt;\n e </TITLE><meta name=description content=text>`)).toEqual({
      title: "c <d> e",
      description: "text",
      image: undefined,
    });
  });

  it("is nothing without a title", () => {
    expect(readPage(`<meta property="og:description" content="a">`)).toBeUndefined();
    expect(readPage("")).toBeUndefined();
  });

  it("is bounded", () => {
    const summary = readPage(`<meta property="og:title" content="${"ä".repeat(1500)}">`);
    expect([...(summary?.title ?? "")]).toHaveLength(300);
  });

  it("takes no time to find in pages made to take it", () => {
    const started = performance.now();
    for (const piece of [
      "<meta ",
      "<title",
      '<meta content="',
      ' content="',
      "name ",
      "&#",
      "<meta property='og:title' content=",
    ]) {
      readPage(piece.repeat(2_000_000 / piece.length));
      readPage(`<meta ${piece.repeat(300)}>`.repeat(500));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
