import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.app.close();
});

it("serves a page whose every address lies on this server", async () => {
  for (const path of ["/docs", "/docs/"]) {
    const response = await fetch(server.url + path);
    const html = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) {
      const url = new URL(address, server.url + path);
      expect(url.origin).toBe(server.url);
      const asset = await fetch(url);
      expect(asset.status, address).toBe(200);
      expect((await asset.bytes()).length).toBeGreaterThan(100);
    }
    expect(html).not.toMatch(/<script>|onload=|style=/);
  }
});

it("starts without asking anybody on the internet", async () => {
  const script = await (await fetch(`${server.url}/docs/assets/start.js`)).text();
  expect(script).toContain("validatorUrl: null");
  expect(script).not.toMatch(/https?:\/\//);
  const started: { url: string }[] = [];
  const run = new Function("window", "document", "SwaggerUIBundle", script) as (...values: unknown[]) => void;
  run({}, { currentScript: { src: "https://x.test/prefix/docs/assets/start.js?v=1" } }, (options: { url: string }) =>
    started.push(options),
  );
  expect(started[0]?.url).toBe("https://x.test/prefix/openapi.json");
});

it("serves nothing but its own assets", async () => {
  for (const file of ["index.html", "..%2f..%2fpackage.json", "constructor", "%00"]) {
    const response = await fetch(`${server.url}/docs/assets/${file}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
  }
});
