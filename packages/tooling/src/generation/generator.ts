/** Something that writes committed files from the sources of truth. */
export interface Generator {
  /** What it makes, for messages. */
  readonly name: string;
  /** A folder (relative to the repository) in which every file is generated: others in it are stale. */
  readonly folder?: string;
  /**
   * The files by path relative to the repository, forward slashes. Must need no network, no environment and no running
   * server, and give the same text every time.
   */
  produce(): Promise<Readonly<Record<string, string>>>;
}

/** A JSON document as it is committed: two spaces, a newline at its end. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
