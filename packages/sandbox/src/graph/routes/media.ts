import { createHmac } from "node:crypto";
import { z } from "zod";
import { GraphError, invalidParameter, unknownObject } from "../errors.ts";
import { type StoredMedia, sha256 } from "../media-store.ts";
import type { GraphContext, Routes } from "./context.ts";

const MEGABYTE = 1024 * 1024;
/** The largest upload that Graph takes at all (documents), with room for the multipart frame. */
const BODY_LIMIT = 101 * MEGABYTE;
/** How long a download address works (Cloud API, "Media": five minutes). */
const DOWNLOAD_SECONDS = 300;

/** Media types that Graph takes, with the size limit of each in bytes. Source: Cloud API, "Supported media types". */
const SIZE_LIMITS: Readonly<Record<string, number>> = {
  "audio/aac": 16 * MEGABYTE,
  "audio/amr": 16 * MEGABYTE,
  "audio/mp4": 16 * MEGABYTE,
  "audio/mpeg": 16 * MEGABYTE,
  "audio/ogg": 16 * MEGABYTE,
  "audio/opus": 16 * MEGABYTE,
  "application/msword": 100 * MEGABYTE,
  "application/pdf": 100 * MEGABYTE,
  "application/vnd.ms-excel": 100 * MEGABYTE,
  "application/vnd.ms-powerpoint": 100 * MEGABYTE,
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": 100 * MEGABYTE,
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 100 * MEGABYTE,
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 100 * MEGABYTE,
  "text/plain": 100 * MEGABYTE,
  "image/jpeg": 5 * MEGABYTE,
  "image/png": 5 * MEGABYTE,
  "image/webp": 500 * 1024,
  "video/3gpp": 16 * MEGABYTE,
  "video/mp4": 16 * MEGABYTE,
};

/** Upload: `POST /{phone-number-id}/media`, multipart with `messaging_product`, `type` and `file`. */
export const mediaUploadRoutes: Routes = (app, { directory, ids, media }) => {
  const config = { faultTarget: "media" } as const;
  app.post<{ Params: { id: string } }>("/:id/media", { config, bodyLimit: BODY_LIMIT }, async (request) => {
    const number = directory.number(request.params.id);
    if (number === undefined) throw unknownObject(request.method, request.params.id);
    const form = await readForm(request.body, request.headers["content-type"] ?? "");
    if (form.get("messaging_product") !== "whatsapp") {
      throw invalidParameter("The parameter messaging_product is required.");
    }
    const file = form.get("file");
    if (!(file instanceof File)) throw invalidParameter("The parameter file is required.");
    const declared = form.get("type");
    const mimeType = file.type || (typeof declared === "string" ? declared : "");
    checkFile(mimeType, file.size);
    const bytes = Buffer.from(await file.arrayBuffer());
    return { id: media.add(ids.object(), number.id, { mimeType, bytes, filename: file.name || null }).id };
  });
};

/** What `GET /{media-id}` answers. Hex digest and numeric size as observed from the live service. */
export function describeMedia(stored: StoredMedia, baseUrl: string, context: GraphContext): Record<string, unknown> {
  const ext = String(Math.floor(context.now() / 1000) + DOWNLOAD_SECONDS);
  const url = new URL("/whatsapp_business/attachments/", baseUrl);
  url.search = new URLSearchParams({ mid: stored.id, ext, hash: downloadHash(stored.id, ext, context) }).toString();
  return {
    url: url.href,
    mime_type: stored.mimeType,
    sha256: sha256(stored.bytes, "hex"),
    file_size: stored.bytes.length,
    id: stored.id,
    messaging_product: "whatsapp",
  };
}

const Download = z.object({ mid: z.string(), ext: z.string().regex(/^\d+$/), hash: z.string() });

/** The download address. Needs the access token as the live one does; 404 when it has run out. */
export const mediaDownloadRoutes: Routes = (app, context) => {
  app.get("/whatsapp_business/attachments/", { config: { faultTarget: "media" } }, (request, reply) => {
    const query = Download.safeParse(request.query).data;
    const stored = query === undefined ? undefined : context.media.get(query.mid);
    const isCurrent =
      query !== undefined &&
      query.hash === downloadHash(query.mid, query.ext, context) &&
      Number(query.ext) * 1000 > context.now();
    if (stored === undefined || !isCurrent) {
      reply.code(404).type("text/plain").send("Not Found");
      return;
    }
    reply.type(stored.mimeType).send(stored.bytes);
  });
};

function checkFile(mimeType: string, size: number): void {
  const limit = SIZE_LIMITS[mimeType.split(";")[0]?.trim().toLowerCase() ?? ""];
  if (limit === undefined) {
    const known = Object.keys(SIZE_LIMITS).join(", ");
    throw invalidParameter(
      `Param file must be a file with one of the following types: ${known}. Received file of type '${mimeType}'.`,
    );
  }
  if (size === 0) throw new GraphError(131053, { details: "The file is empty." });
  if (size > limit) {
    throw new GraphError(131053, { details: `The file has ${size} bytes; ${mimeType} may have at most ${limit}.` });
  }
}

async function readForm(body: unknown, contentType: string): Promise<FormData> {
  if (!Buffer.isBuffer(body)) throw invalidParameter("The parameter messaging_product is required.");
  try {
    // The platform's own parser: no further dependency for a local server.
    return await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    throw invalidParameter(
      `The multipart body cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function downloadHash(id: string, ext: string, { downloadKey }: GraphContext): string {
  return createHmac("sha256", downloadKey).update(`${id}/${ext}`).digest("base64url").slice(0, 32);
}
