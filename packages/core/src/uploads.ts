import type { Readable } from "node:stream";

/** Takes files that callers upload, so that the input stays plain JSON: the operation gets a source that names the file. */
export interface UploadSink {
  /**
   * Keeps a file until it is used, for a limited time; answers its source (`upload:<uuid>`).
   * Throws MEDIA_TOO_LARGE. On any error, and when `signal` aborts, nothing is kept.
   */
  upload(
    file: Readable,
    options: {
      readonly fileName: string | undefined;
      readonly mimetype: string | undefined;
      readonly maxBytes: number;
      readonly signal: AbortSignal;
    },
  ): Promise<string>;
  /** Forgets a file that will not be used; does nothing when it is not there. */
  discardUpload(source: string): Promise<void>;
}
