import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { WaxwingError } from "@waxwing/contract";
import type { z } from "zod";
import { parseJsonBody } from "./json.ts";
import { invalidInput, malformedBody } from "./problems.ts";
import { emptyFields, type Fields, isFields, Text, textTree } from "./text-tree.ts";

/** Fields of a body; those of forms are still text. */
export interface BodyFields {
  readonly fields: Fields;
  readonly isText: boolean;
}

const noFields: BodyFields = { fields: emptyFields(), isText: false };

/** Input fields that an uploaded file can stand for, in the order of preference. */
const fileFields = ["media", "audio", "video", "sticker", "picture", "image", "content"];

/**
 * Decodes a body by its content type: JSON, urlencoded or multipart; an empty one of any type has no fields.
 * @throws WaxwingError UNSUPPORTED_MEDIA_TYPE, MALFORMED_BODY, VALIDATION_FAILED (no object; a file without a place)
 */
export function decodeBody(
  body: Buffer,
  headers: IncomingHttpHeaders,
  input: z.ZodObject,
): BodyFields | Promise<BodyFields> {
  if (body.length === 0) return noFields;
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "" && encoding.toLowerCase() !== "identity") {
    throw new WaxwingError(
      "UNSUPPORTED_MEDIA_TYPE",
      "Compressed bodies are not supported; send it without content-encoding.",
    );
  }
  const contentType = headers["content-type"] ?? "";
  const mediaType = (contentType.split(";", 1)[0] as string).trim().toLowerCase();
  if (mediaType === "application/json" || mediaType === "text/json" || mediaType.endsWith("+json")) {
    const text = textOf(body, contentType);
    return text === "" ? noFields : { fields: parseJsonBody(text), isText: false };
  }
  if (mediaType === "application/x-www-form-urlencoded") {
    return { fields: textTree(new URLSearchParams(textOf(body, contentType))), isText: true };
  }
  if (mediaType === "multipart/form-data") return decodeMultipart(body, contentType, input);
  throw new WaxwingError("UNSUPPORTED_MEDIA_TYPE");
}

/** The body as text without a byte order mark. */
function textOf(body: Buffer, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase();
  switch (charset) {
    case undefined:
    case "utf-8":
    case "utf8":
    case "us-ascii":
    case "ascii": {
      if (!isUtf8(body)) throw malformedBody("The body is not valid UTF-8.");
      const text = body.toString("utf8");
      return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    }
    case "iso-8859-1":
    case "latin1":
      return body.toString("latin1");
    default:
      throw new WaxwingError("UNSUPPORTED_MEDIA_TYPE", "The charset is not supported; send UTF-8.");
  }
}

async function decodeMultipart(body: Buffer, contentType: string, input: z.ZodObject): Promise<BodyFields> {
  // The parser of the platform (undici) works in memory; the operation's body limit bounds it.
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } })
    .formData()
    .catch((error: unknown) => {
      throw malformedBody("The body is not valid multipart/form-data.", error);
    });
  const texts: [string, string][] = [];
  const files: [string, File][] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") texts.push([name, value]);
    else files.push([name, value]);
  }
  const fields = textTree(texts);
  for (const [name, file] of files) {
    const target = fileField(name, input);
    if (target === undefined) throw invalidInput(name, "must not be a file: the operation takes none here");
    if (isFields(fields[target]) || fields[target] instanceof Text)
      throw invalidInput(name, `must not be given beside ${target}`);
    fields[target] = Buffer.from(await file.arrayBuffer()).toString("base64");
  }
  return { fields, isText: true };
}

/** The field that takes a file of a part's name: itself, or for `file` the first that the operation has. */
function fileField(part: string, input: z.ZodObject): string | undefined {
  const candidates = part === "file" ? fileFields : fileFields.filter((name) => name === part);
  return candidates.find((name) => Object.hasOwn(input.shape, name));
}
