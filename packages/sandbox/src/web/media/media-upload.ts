import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { World } from "../world.ts";
import type { MediaAddress } from "./media.ts";
import { FileTooLargeError, type IncomingFile } from "./media-files.ts";
import type { MediaFolder } from "./media-kind.ts";

/** Where clients upload to (Baileys' MEDIA_PATH_MAP). */
const UPLOAD_PATHS: Readonly<Record<string, MediaFolder>> = {
  "/mms/image": "image",
  "/mms/video": "video",
  "/mms/audio": "audio",
  "/mms/document": "document",
  "/mms/md-app-state": "md-app-state",
  "/product/image": "product",
  "/pps/biz-cover-photo": "cover",
};

interface UploadRequest {
  Params: { token: string };
  Querystring: { auth?: string; token?: string };
  Body: FastifyRequest["raw"];
}

/** `POST {path}/{token}?auth=…&token=…`, the body being the file. Wire page, section 15. */
export function uploadRoutes(app: FastifyInstance, world: World): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  for (const [path, folder] of Object.entries(UPLOAD_PATHS)) {
    app.post<UploadRequest>(`${path}/:token`, (request, reply) => takeUpload(world, folder, request, reply));
  }
}

async function takeUpload(
  world: World,
  folder: MediaFolder,
  request: FastifyRequest<UploadRequest>,
  reply: FastifyReply,
): Promise<unknown> {
  const { auth, token } = request.query;
  const account = world.media.access.accountOf(auth);
  if (account === null) return refuse(request, reply, 401, "the auth was not issued, or is too old");
  if (token !== request.params.token) return refuse(request, reply, 400, "the token of path and query differ");
  let file: IncomingFile;
  try {
    // A request without a body has no stream: then the connection's own has nothing in it.
    file = await world.media.files.receive(request.body ?? request.raw, world.media.maxFileBytes);
  } catch (error) {
    if (error instanceof FileTooLargeError) return refuse(request, reply, 413, error.message);
    throw error;
  }
  if (Buffer.from(file.hash, "hex").toString("base64url") !== token) {
    await file.discard();
    return refuse(request, reply, 400, "the token is not the SHA-256 of the body");
  }
  const address = await world.media.keep(file, folder, account.phone);
  return { url: address.url, direct_path: address.directPath, ...coverPhoto(world, folder, address) };
}

/** What the answer for a cover photo has besides: with these the client then sets it in its business profile. */
function coverPhoto(world: World, folder: MediaFolder, address: MediaAddress): Record<string, string | number> {
  if (folder !== "cover") return {};
  const { id, token, setAt } = world.profiles.business.offerCoverPhoto(address);
  return { meta_hmac: token, fbid: id, ts: setAt };
}

/** Statuses and texts are assumed; a client takes any answer without an address as a failure. */
function refuse(request: FastifyRequest, reply: FastifyReply, status: number, message: string): FastifyReply {
  // The rest is read and thrown away: a client that still writes would see a broken connection in place of the answer.
  request.raw.resume();
  return reply.code(status).send({ error: { code: status, message } });
}
