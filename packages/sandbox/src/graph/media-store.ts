import { createHash } from "node:crypto";

/** A stored medium. */
export interface StoredMedia {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly filename: string | null;
}

/** What a caller gives to store a medium. */
export interface NewMedia {
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly filename?: string | null;
}

/** Uploaded and received media in memory; the oldest go when there are too many of them or too many bytes. */
export class MediaStore {
  readonly #media = new Map<string, StoredMedia>();
  readonly #maxCount: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxCount: number, maxBytes: number) {
    this.#maxCount = maxCount;
    this.#maxBytes = maxBytes;
  }

  add(id: string, phoneNumberId: string, media: NewMedia): StoredMedia {
    const stored = { id, phoneNumberId, filename: null, ...media };
    this.#media.set(id, stored);
    this.#bytes += stored.bytes.length;
    for (const oldest of this.#media.keys()) {
      if (oldest === id || (this.#media.size <= this.#maxCount && this.#bytes <= this.#maxBytes)) break;
      this.delete(oldest);
    }
    return stored;
  }

  get(id: string): StoredMedia | undefined {
    return this.#media.get(id);
  }

  delete(id: string): boolean {
    this.#bytes -= this.#media.get(id)?.bytes.length ?? 0;
    return this.#media.delete(id);
  }

  clear(): void {
    this.#media.clear();
    this.#bytes = 0;
  }
}

/** SHA-256 of the bytes: Graph writes it in hex in `GET /{media-id}` and in base64 in webhooks. */
export function sha256(bytes: Buffer, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(bytes).digest(encoding);
}
