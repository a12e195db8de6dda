import { WaxwingError } from "@waxwing/contract";
import type { Outbound } from "@waxwing/outbound";
import { type MediaFile, sniffMimetype } from "../files/media-file.ts";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import { writeBase64 } from "./base64.ts";
import { writeDataUri } from "./data-uri.ts";
import { type DownloadLimits, writeDownload } from "./download.ts";
import type { SourceFacts } from "./source-facts.ts";
import { Uploads } from "./uploads.ts";

/** Where media come from. */
export interface Sources {
  readonly temporary: TemporaryFolder;
  readonly uploads: Uploads;
  readonly outbound: Pick<Outbound, "download">;
}

/** Brings a source (http(s) address, `upload:` name, data URI or base64) into a temporary file. */
export function openSource(parts: Sources, source: string, limits: DownloadLimits): Promise<MediaFile> {
  return parts.temporary.make("", async (path) => {
    limits.signal.throwIfAborted();
    const facts = await write(parts, source, path, limits);
    return { ...facts, sniffedMimetype: await sniffMimetype(path) };
  });
}

async function write(parts: Sources, source: string, path: string, limits: DownloadLimits): Promise<SourceFacts> {
  if (/^\s*https?:/i.test(source)) return writeDownload(parts.outbound, source.trim(), path, limits);
  if (Uploads.isName(source)) return parts.uploads.take(source, path);
  if (/^data:/i.test(source)) return writeDataUri(source, path, limits.maxBytes);
  // Base64 has no colon, so that this is an address of another kind.
  if (/^[a-z][a-z0-9+.-]{1,30}:/i.test(source)) throw new WaxwingError("URL_NOT_ALLOWED");
  const bytes = await writeBase64(source, 0, path, limits.maxBytes);
  return { bytes, claimedMimetype: null, fileName: null };
}
