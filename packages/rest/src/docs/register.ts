import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { WaxwingError } from "@waxwing/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerError } from "../error-answer.ts";
import { docsPath } from "../route-table.ts";
import { contentSecurityPolicy, docsPage, startScript } from "./page.ts";

/** Swagger UI's own files that are served, and nothing else of that package. */
const contentTypes: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
};

const packageFile = fileURLToPath(import.meta.resolve("@fastify/swagger-ui/package.json"));
const assets = new Map<string, Promise<Buffer>>();

/** An asset, read at its first request: most servers never show the page. */
function assetOf(name: string): Promise<Buffer> {
  let content = assets.get(name);
  if (content === undefined) {
    content = readFile(packageFile.replace(/package\.json$/, `static/${name}`));
    content.catch(() => assets.delete(name));
    assets.set(name, content);
  }
  return content;
}

/** Serves the browsable page at `/docs` and its assets; the file names and the version in their addresses are fixed. */
export async function registerDocs(app: FastifyInstance, paths: (path: string) => string[]): Promise<void> {
  const { version } = JSON.parse(await readFile(packageFile, "utf8")) as { version: string };
  const page = docsPage(version);
  for (const url of paths(docsPath)) {
    // Addresses on the page are relative to the folder of `/docs`, so that it also works behind a path prefix.
    const content = url.endsWith("/") ? page.replaceAll('="./', '="../') : page;
    app.get(url, (_request, reply) => {
      reply.header("content-security-policy", contentSecurityPolicy).header("x-content-type-options", "nosniff");
      reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(content);
    });
  }
  app.get<{ Params: { file: string } }>(`${docsPath}/assets/:file`, (request, reply) => {
    void sendAsset(request.params.file, request, reply);
  });
}

async function sendAsset(file: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    const type =
      file === "start.js"
        ? "text/javascript; charset=utf-8"
        : Object.hasOwn(contentTypes, file)
          ? contentTypes[file]
          : undefined;
    if (type === undefined) throw new WaxwingError("ROUTE_NOT_FOUND");
    const content = file === "start.js" ? startScript : await assetOf(file);
    reply.header("cache-control", "public, max-age=604800, immutable").header("x-content-type-options", "nosniff");
    reply.type(type).send(content);
  } catch (error) {
    answerError(error, request, reply);
  }
}
