import type { Outbound, OutboundResponse } from "@waxwing/outbound";

/** A page as text, and the address at which it was found. */
export interface Page {
  readonly url: string;
  readonly html: string;
}

const mostRedirects = 3;
const mostBytes = 2 * 1024 * 1024;

/** Fetches a page of HTML through the guard, each redirect anew. Undefined for anything else; throws what the guard throws. */
export async function fetchPage(
  outbound: Pick<Outbound, "fetch">,
  address: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Page | undefined> {
  let url = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await outbound.fetch(url, {
      headers: { accept: "text/html,application/xhtml+xml" },
      maxResponseBytes: mostBytes,
      timeoutMs,
      signal,
    });
    const { status } = answer;
    if (status === 200) return pageOf(url, answer);
    const location = single(answer.headers["location"]);
    if (status < 300 || status > 399 || location === undefined || !URL.canParse(location, url)) return undefined;
    url = new URL(location, url).href;
  }
  return undefined;
}

function pageOf(url: string, { headers, body }: OutboundResponse): Page | undefined {
  const type = single(headers["content-type"]) ?? "";
  if (!/^\s*(?:text\/html|application\/xhtml\+xml)/i.test(type)) return undefined;
  const inHead = /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(body.subarray(0, 2048).toString("latin1"));
  const charset = /charset\s*=\s*"?([\w-]{1,40})/i.exec(type)?.[1] ?? inHead?.[1] ?? "utf-8";
  return { url, html: decoded(body, charset) };
}

function decoded(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A charset that nobody knows.
    return new TextDecoder().decode(body);
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
