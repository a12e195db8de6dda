import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Media, StoredMedia } from "./media.ts";
import type { ByteRange } from "./media-files.ts";
import { MediaUnavailableError } from "./media-unavailable-error.ts";

/** `GET` and `HEAD` of a direct path, whole or in part. Wire page, section 15. */
export function downloadRoutes(app: FastifyInstance, media: Media): void {
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => sendMedia(media, request, reply);
  app.route({ method: ["GET", "HEAD"], url: "/v/:folder/:name", handler: answer });
}

function sendMedia(media: Media, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  let stored: StoredMedia;
  try {
    stored = media.find(request.url);
  } catch (error) {
    if (!(error instanceof MediaUnavailableError)) throw error;
    return reply.code(error.status).type("text/plain").send(error.message);
  }
  const range = parseRange(request.headers.range, stored.length);
  if (range === "unsatisfiable") {
    return reply.code(416).header("content-range", `bytes */${stored.length}`).send();
  }
  const { start, end } = range ?? { start: 0, end: stored.length - 1 };
  reply.type(stored.path.endsWith(".jpg") ? "image/jpeg" : "application/octet-stream");
  reply.header("accept-ranges", "bytes").header("content-length", end - start + 1);
  if (range !== null) reply.code(206).header("content-range", `bytes ${start}-${end}/${stored.length}`);
  if (request.method === "HEAD" || stored.length === 0) return reply.send();
  if (end === stored.length - 1) reply.raw.once("finish", () => media.served(stored));
  return reply.send(media.files.open(stored.hash, { start, end }));
}

/** RFC 9110, section 14. Null for the whole: without a header, and for what this server does not do (several ranges). */
export function parseRange(header: string | undefined, length: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const start = Math.max(length - Number(last), 0);
    return start >= length ? "unsatisfiable" : { start, end: length - 1 };
  }
  const start = Number(first);
  const end = last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (last !== "" && Number(last) < start) return null;
  return start >= length ? "unsatisfiable" : { start, end };
}
