import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { WaxwingError } from "@waxwing/contract";
import { parseJsonBody } from "./json.ts";
import { malformedBody } from "./problems.ts";
import { emptyFields, type Fields, textTree } from "./text-tree.ts";

/** Fields of a body; those of forms are still text. */
export interface BodyFields {
  readonly fields: Fields;
  readonly isText: boolean;
}

const noFields: BodyFields = { fields: emptyFields(), isText: false };

/** Whether a request says that its body is a multipart form. */
export function isMultipart(headers: IncomingHttpHeaders): boolean {
  return mediaTypeOf(headers) === "multipart/form-data";
}

function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return ((headers["content-type"] ?? "").split(";", 1)[0] as string).trim().toLowerCase();
}

/** @throws WaxwingError UNSUPPORTED_MEDIA_TYPE for a compressed body */
export function refuseCompressed(headers: IncomingHttpHeaders): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "" && encoding.toLowerCase() !== "identity") {
    throw new WaxwingError(
      "UNSUPPORTED_MEDIA_TYPE",
      "Compressed bodies are not supported; send it without content-encoding.",
    );
  }
}

/**
 * Decodes a whole body by its content type, JSON or urlencoded; an empty one of any type has no fields.
 * @throws WaxwingError UNSUPPORTED_MEDIA_TYPE, MALFORMED_BODY, VALIDATION_FAILED (no object)
 */
export function decodeBody(body: Buffer, headers: IncomingHttpHeaders): BodyFields {
  if (body.length === 0) return noFields;
  refuseCompressed(headers);
  const contentType = headers["content-type"] ?? "";
  const mediaType = mediaTypeOf(headers);
  if (mediaType === "application/json" || mediaType === "text/json" || mediaType.endsWith("+json")) {
    const text = textOf(body, contentType);
    return text === "" ? noFields : { fields: parseJsonBody(text), isText: false };
  }
  if (mediaType === "application/x-www-form-urlencoded") {
    return { fields: textTree(new URLSearchParams(textOf(body, contentType))), isText: true };
  }
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
