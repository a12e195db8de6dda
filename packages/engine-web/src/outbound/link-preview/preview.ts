import type { LinkPreview } from "../content/text.ts";
import type { ContentTools } from "../content/tools.ts";
import { fetchPage } from "./fetch-page.ts";
import { firstUrl } from "./first-url.ts";
import { readPage } from "./open-graph.ts";

/** For the page and its picture together: a text waits no longer for its preview. */
const patienceMs = 3_000;
const largestPictureBytes = 5 * 1024 * 1024;

/**
 * The preview of the first link in a text; undefined when there is none, or when its page cannot be fetched in time, may
 * not be fetched, or says nothing of itself. Never a reason not to send the text.
 */
export async function previewOf(text: string, tools: ContentTools): Promise<LinkPreview | undefined> {
  const matchedText = firstUrl(text);
  if (matchedText === undefined) return undefined;
  const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(patienceMs)]);
  try {
    const page = await fetchPage(tools.outbound, matchedText, patienceMs, signal);
    const summary = page === undefined ? undefined : readPage(page.html);
    if (page === undefined || summary === undefined) return undefined;
    const { title, description, image } = summary;
    const jpegThumbnail = image === undefined ? undefined : await thumbnailOf(image, page.url, tools, signal);
    return { matchedText, title, description, jpegThumbnail };
  } catch (error) {
    tools.session.log.debug({ reason: reasonOf(error) }, "a link has no preview");
    return undefined;
  }
}

async function thumbnailOf(
  image: string,
  pageUrl: string,
  { media, session }: ContentTools,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  // Only addresses: a page must not name an upload of somebody else.
  if (!URL.canParse(image, pageUrl)) return undefined;
  const url = new URL(image, pageUrl);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  try {
    await using file = await media.open(url.href, { signal, maxBytes: largestPictureBytes });
    await using picture = await media.image(file, signal);
    return picture.thumbnail;
  } catch (error) {
    session.log.debug({ reason: reasonOf(error) }, "the preview of a link has no picture");
    return undefined;
  }
}

/** The code alone: messages name hosts, which are a part of what somebody writes. */
function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
}
