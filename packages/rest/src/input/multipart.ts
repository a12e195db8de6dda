import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import { WaxwingError } from "@waxwing/contract";
import type { UploadSink } from "@waxwing/core";
import { bodyTooLarge } from "./body.ts";
import type { BodyFields } from "./content.ts";
import { conflictingInput, invalidInput, malformedBody } from "./problems.ts";
import { textTree } from "./text-tree.ts";

/** Where the parts of a form belong. */
export interface MultipartTarget {
  readonly limitBytes: number;
  /** The field that a file fills, named so or `file`; undefined: the operation takes none. */
  readonly uploadField: string | undefined;
  readonly uploads: UploadSink;
}

const maxParts = 10_000;

/**
 * The fields of a multipart form. Its file goes to the upload sink as it arrives, so that it is never whole in memory; the
 * field then names it.
 * @throws WaxwingError MALFORMED_BODY, PAYLOAD_TOO_LARGE, REQUEST_CANCELLED, VALIDATION_FAILED (a file without a place),
 *   CONFLICTING_INPUT (a second one), and what the sink throws; nothing is kept then.
 */
export async function readMultipart(request: IncomingMessage, target: MultipartTarget): Promise<BodyFields> {
  const texts: [string, string][] = [];
  const ending = new AbortController();
  let stored: Promise<string> | undefined;
  const fileArrives = (name: string, file: Readable, fileName: string, mimetype: string | undefined) => {
    const { uploadField } = target;
    if (uploadField === undefined || (name !== "file" && name !== uploadField))
      throw invalidInput(name, "must not be a file: the operation takes none here");
    if (stored !== undefined) throw conflictingInput(uploadField);
    stored = target.uploads.upload(file, {
      fileName,
      mimetype,
      maxBytes: target.limitBytes,
      signal: ending.signal,
    });
    return stored;
  };
  try {
    await parse(request, target.limitBytes, (name, value) => texts.push([name, value]), fileArrives);
    const source = await (stored as Promise<string> | undefined);
    if (source === undefined || target.uploadField === undefined) return { fields: textTree(texts), isText: true };
    if (texts.some(([name]) => name === target.uploadField))
      throw invalidInput("file", `must not be given beside ${target.uploadField}`);
    return { fields: textTree([...texts, [target.uploadField, source]]), isText: true };
  } catch (error) {
    ending.abort();
    const left = await (stored as Promise<string> | undefined)?.catch(() => undefined);
    if (left !== undefined) await target.uploads.discardUpload(left);
    throw error;
  }
}

type FileListener = (name: string, file: Readable, fileName: string, mimetype: string | undefined) => Promise<unknown>;

/** Feeds a request to the parser; resolves when all of it is read. Files must be consumed by their listener. */
function parse(
  request: IncomingMessage,
  limitBytes: number,
  onText: (name: string, value: string) => void,
  onFile: FileListener,
): Promise<void> {
  if (Number(request.headers["content-length"] ?? 0) > limitBytes) throw bodyTooLarge(limitBytes);
  return new Promise((resolve, reject) => {
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: request.headers as BusboyHeaders,
        limits: { parts: maxParts, fieldSize: limitBytes, fieldNameSize: 1000, headerPairs: 100 },
      });
    } catch (error) {
      reject(malformedBody("The body is not valid multipart/form-data.", error));
      return;
    }
    let length = 0;
    let isOver = false;
    const files: Readable[] = [];
    const finish = (error?: Error): void => {
      if (isOver) return;
      isOver = true;
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      if (error === undefined) resolve();
      else {
        // Its listeners stay: what is half parsed may still complain.
        for (const file of files) file.destroy(error);
        reject(error);
      }
    };
    const fail = (error: unknown): void =>
      finish(
        error instanceof WaxwingError ? error : malformedBody("The body is not valid multipart/form-data.", error),
      );
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limitBytes) finish(bodyTooLarge(limitBytes));
      else if (!parser.write(chunk)) {
        request.pause();
        parser.once("drain", () => request.resume());
      }
    };
    const onEnd = (): void => {
      request.off("close", onGone);
      parser.end();
    };
    const onGone = (): void => finish(new WaxwingError("REQUEST_CANCELLED"));
    parser.on("field", (name, value, isNameCut, isValueCut) => {
      if (isNameCut || isValueCut) fail(bodyTooLarge(limitBytes));
      else onText(name, value);
    });
    parser.on("file", (name, file, fileName, _encoding, mimetype) => {
      // Browsers send a file field that was left empty as a part without a name.
      if (!fileName) return void file.resume();
      files.push(file);
      file.on("error", fail);
      try {
        onFile(name, file, fileName, mimetype || undefined).catch(fail);
      } catch (error) {
        fail(error);
      }
    });
    parser.on("partsLimit", () => fail(invalidInput("", `must have at most ${maxParts} fields`)));
    parser.on("error", fail);
    parser.on("finish", () => finish());
    if (request.destroyed) return onGone();
    request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}
