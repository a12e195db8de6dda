import { createWriteStream } from "node:fs";
import { WaxwingError } from "@waxwing/contract";
import type { Outbound, OutboundError, OutboundErrorCode } from "@waxwing/outbound";
import { mediaInvalid, mediaTooLarge, mediaUnreachable, type UnreachableReason } from "../faults.ts";
import { mimetypeOf, plainFileName } from "../files/media-file.ts";
import type { SourceFacts } from "./source-facts.ts";

/** Limits of one fetched medium. */
export interface DownloadLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const REASONS: Readonly<Partial<Record<OutboundErrorCode, UnreachableReason>>> = {
  NAME_NOT_RESOLVED: "name_not_resolved",
  CONNECTION_FAILED: "connection_failed",
  INVALID_RESPONSE: "invalid_response",
  // Without a status these are headers over their limit, not a body.
  RESPONSE_TOO_LARGE: "invalid_response",
  TIMEOUT: "timeout",
  TOO_MANY_REDIRECTS: "too_many_redirects",
};

/** Streams what an address answers into a file, through the guard. */
export async function writeDownload(
  outbound: Pick<Outbound, "download">,
  url: string,
  path: string,
  { maxBytes, timeoutMs, signal }: DownloadLimits,
): Promise<SourceFacts> {
  const sink = createWriteStream(path, { flags: "wx", mode: 0o600 });
  const answer = await outbound.download(url, sink, { maxBytes, timeoutMs, signal }).catch(async (error: unknown) => {
    await closed(sink);
    throw asMediaError(error, maxBytes, signal);
  });
  await closed(sink);
  const { status } = answer;
  if (status < 200 || status > 299) {
    throw mediaUnreachable("http_status", `The medium's address answered ${status}.`, { status });
  }
  if (answer.bytes === 0) throw mediaInvalid("The medium's address answered with nothing.");
  const disposition = single(answer.headers["content-disposition"]);
  return {
    bytes: answer.bytes,
    claimedMimetype: mimetypeOf(single(answer.headers["content-type"])),
    fileName: plainFileName(dispositionName(disposition)) ?? plainFileName(percentDecoded(answer.url.pathname)),
  };
}

/** Until the file's descriptor is free: only then may the file be removed everywhere. */
async function closed(sink: ReturnType<typeof createWriteStream>): Promise<void> {
  if (!sink.closed) await new Promise<void>((resolve) => sink.once("close", () => resolve()));
}

function asMediaError(error: unknown, limitBytes: number, signal: AbortSignal): unknown {
  if (!isOutboundError(error)) return error;
  const { code, status, message, cause } = error;
  const reason = REASONS[code];
  switch (code) {
    case "ABORTED":
      return signal.reason;
    case "CLOSED":
      return new WaxwingError("SERVICE_UNAVAILABLE", undefined, { cause: error });
    case "SINK_FAILED":
      return cause;
    case "URL_NOT_ALLOWED":
    case "ADDRESS_NOT_ALLOWED":
      return new WaxwingError("URL_NOT_ALLOWED", message, { cause: error });
    case "RESPONSE_TOO_LARGE":
      if (status !== undefined) return mediaTooLarge({ limitBytes });
  }
  return reason === undefined ? error : mediaUnreachable(reason, message, { cause: error });
}

/** By its name: only types may be taken from the room beside this one. */
function isOutboundError(error: unknown): error is OutboundError {
  return error instanceof Error && error.name === "OutboundError";
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}

/** The file name of a content-disposition header; the encoded form (RFC 6266) wins. */
function dispositionName(header: string | undefined): string | undefined {
  const encoded = /;\s*filename\*=(?:utf-8)''([^;]+)/i.exec(header ?? "")?.[1];
  if (encoded !== undefined) return percentDecoded(encoded.trim());
  const plain = /;\s*filename=(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(header ?? "");
  return plain?.[1]?.replace(/\\(.)/g, "$1") ?? plain?.[2]?.trim();
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8 below the percent signs: the name as it stands is better than none.
    return text;
  }
}
