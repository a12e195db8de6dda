import mime from "mime";
import { type MediaFile, mimetypeOf, plainFileName } from "../files/media-file.ts";
import { borrowed } from "../files/temporary-folder.ts";
import { openImage } from "../image/open-image.ts";
import { thumbnailOf } from "../image/thumbnail.ts";
import type { MediaLimits } from "../limits.ts";
import { pdfPageCount } from "./pdf-page-count.ts";

/** A document as it is sent: the source's own bytes. */
export interface DocumentResult extends AsyncDisposable {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: string;
  readonly fileName: string;
  readonly pageCount?: number;
  /** JPEG, at most 72 pixels wide and high; of documents that are images. */
  readonly thumbnail?: Buffer;
}

/** What the caller says about a document. */
export interface DocumentNames {
  readonly fileName?: string | undefined;
  readonly mimetype?: string | undefined;
}

/**
 * Any file is a document. Its name is the caller's, else the source's; its type the caller's, else by the name, else by
 * the first bytes.
 */
export async function makeDocument(
  limits: MediaLimits,
  file: MediaFile,
  names: DocumentNames,
): Promise<DocumentResult> {
  const given = plainFileName(names.fileName) ?? file.fileName;
  const mimetype =
    mimetypeOf(names.mimetype) ??
    (given === null ? null : mime.getType(given)) ??
    file.sniffedMimetype ??
    file.claimedMimetype ??
    "application/octet-stream";
  const extension = mime.getExtension(mimetype);
  const fileName = given ?? (extension === null || extension === "bin" ? "file" : `file.${extension}`);
  const pageCount = file.sniffedMimetype === "application/pdf" ? await pdfPageCount(file.path) : undefined;
  const thumbnail = await previewOf(limits, file);
  return borrowed(file.path, {
    bytes: file.bytes,
    mimetype,
    fileName,
    ...(pageCount === undefined ? {} : { pageCount }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
  });
}

/** A preview is a courtesy: a document that claims to be an image and is none is sent all the same. */
async function previewOf(limits: MediaLimits, file: MediaFile): Promise<Buffer | undefined> {
  if (!file.sniffedMimetype?.startsWith("image/")) return undefined;
  try {
    await openImage(file, limits);
    return await thumbnailOf(file.path);
  } catch {
    return undefined;
  }
}
