import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const firstQuery = `# Waxwing: enter your key below under Headers ({"apikey": "..."}),
# then press "Re-fetch GraphQL schema" on the left.
query Instances {
  instanceFetchInstances {
    name
    connectionStatus
  }
}
`;

/**
 * Serves GraphiQL: one page with everything inside, so that it works without internet. The page is made at the first
 * visit and kept compressed (9 MB plain, 2 MB with gzip). A key entered in it stays in the tab: it is not stored.
 */
export class GraphiqlPage {
  #compressed: Promise<Buffer> | undefined;

  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    this.#compressed ??= compressedPage();
    const page = await this.#compressed;
    reply
      .header("content-type", "text/html; charset=utf-8")
      .header("cache-control", "no-cache")
      .header("vary", "accept-encoding, accept");
    if (request.headers["accept-encoding"]?.includes("gzip") !== true) return reply.send(await promisify(gunzip)(page));
    return reply.header("content-encoding", "gzip").send(page);
  }
}

/** Whether a browser asks for a page. */
export function asksForPage(request: FastifyRequest): boolean {
  return request.method === "GET" && request.headers.accept?.includes("text/html") === true;
}

async function compressedPage(): Promise<Buffer> {
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const html = await renderGraphiQL({
    title: "Waxwing GraphiQL",
    defaultQuery: firstQuery,
    headers: JSON.stringify({ apikey: "" }, null, 2),
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    method: "POST",
  });
  return promisify(gzip)(String(html));
}
