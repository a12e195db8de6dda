import { writeFile } from "node:fs/promises";
import { mediaInvalid, mediaTooLarge } from "../faults.ts";
import { mimetypeOf, plainFileName } from "../files/media-file.ts";
import { writeBase64 } from "./base64.ts";
import type { SourceFacts } from "./source-facts.ts";

/** The longest head (`data:…,`) that is looked for: a media type with parameters and a file name. */
const LONGEST_HEAD = 1024;

/** Writes the data of a `data:` URI (RFC 2397), base64 or percent-encoded, into a file. */
export async function writeDataUri(uri: string, path: string, maxBytes: number): Promise<SourceFacts> {
  const comma = uri.slice(0, LONGEST_HEAD).indexOf(",");
  if (comma < 0) throw mediaInvalid('The data URI has no comma behind its head, as in "data:image/png;base64,…".');
  const [type = "", ...parameters] = uri.slice("data:".length, comma).split(";");
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === "base64");
  const name = parameters.map((parameter) => /^\s*(?:file)?name=(.*)$/i.exec(parameter)?.[1]).find((found) => found);
  const bytes = isBase64
    ? await writeBase64(uri, comma + 1, path, maxBytes)
    : await writePercentEncoded(uri.slice(comma + 1), path, maxBytes);
  return { bytes, claimedMimetype: mimetypeOf(type), fileName: plainFileName(decoded(name)) };
}

function decoded(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name.replace(/^"(.*)"$/, "$1"));
  } catch {
    // A lone percent sign is part of the name.
    return name;
  }
}

async function writePercentEncoded(text: string, path: string, maxBytes: number): Promise<number> {
  if (text === "") throw mediaInvalid("The data URI holds no data.");
  if (/%(?![0-9a-f]{2})/i.test(text)) throw mediaInvalid("The data URI has a percent sign without two hex digits.");
  // Three characters at most make one byte.
  if (text.length > maxBytes * 3) throw mediaTooLarge({ limitBytes: maxBytes });
  const latin = Buffer.from(text, "utf8")
    .toString("latin1")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const data = Buffer.from(latin, "latin1");
  if (data.length > maxBytes) throw mediaTooLarge({ limitBytes: maxBytes });
  await writeFile(path, data, { flag: "wx", mode: 0o600 });
  return data.length;
}
