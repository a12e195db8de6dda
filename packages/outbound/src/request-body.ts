import { Readable } from "node:stream";

/** A body that is made while it is sent, so that it never is in memory as a whole. */
export interface StreamedBody {
  /** Of all chunks together; the request fails when they are more or fewer. */
  readonly bytes: number;
  /** Called at most once for a request, and left (`return`) as soon as it is not wanted any more. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** What a request can carry. */
export type RequestBody = string | Uint8Array | StreamedBody;

/** A body as undici takes it. Disposing it frees what a streamed one holds; nothing is opened before it is read. */
export interface OpenBody extends Disposable {
  readonly content: string | Uint8Array | Readable | null;
  /** Framing that undici cannot know by itself. */
  readonly headers: Readonly<Record<string, string>>;
}

export function openBody(body: RequestBody | undefined): OpenBody {
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) {
    return { content: body ?? null, headers: {}, [Symbol.dispose]: () => {} };
  }
  const content = Readable.from(body.chunks(), { objectMode: false });
  return {
    content,
    headers: { "content-length": String(body.bytes) },
    [Symbol.dispose]: () => void content.destroy(),
  };
}
