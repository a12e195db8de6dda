import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { mediaInvalid } from "../faults.ts";
import { mimetypeOf, plainFileName } from "../files/media-file.ts";
import type { TemporaryFolder } from "../files/temporary-folder.ts";
import type { SourceFacts } from "./source-facts.ts";
import { writeStream } from "./write-stream.ts";

/** An upload, as the face that received it describes it. */
export interface UploadDescription {
  readonly fileName?: string | null | undefined;
  readonly mimetype?: string | null | undefined;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const PREFIX = "upload:";
const uploadPattern = /^upload:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** How long an upload waits for the call that uses it. */
const KEPT_MS = 3_600_000;
const REAP_INTERVAL_MS = 600_000;

/** Files that callers sent ahead of the call that names them: each is used once, and kept an hour at most. */
export class Uploads {
  readonly #directory: string;
  readonly #temporary: TemporaryFolder;
  readonly #timer: NodeJS.Timeout;

  constructor(directory: string, temporary: TemporaryFolder, onReapFailure: (error: unknown) => void) {
    this.#directory = directory;
    this.#temporary = temporary;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const reap = () => void this.reap(Date.now() - KEPT_MS).catch(onReapFailure);
    this.#timer = setInterval(reap, REAP_INTERVAL_MS).unref();
    reap();
  }

  static isName(source: string): boolean {
    return source.startsWith(PREFIX);
  }

  /** Keeps what the stream gives; gives the name by which a call uses it. */
  async keep(stream: Readable, { fileName, mimetype, maxBytes, signal }: UploadDescription): Promise<string> {
    await using file = this.#temporary.create();
    const bytes = await writeStream(stream, file.path, maxBytes, signal);
    const id = randomUUID();
    const facts: SourceFacts = {
      bytes,
      claimedMimetype: mimetypeOf(mimetype ?? ""),
      fileName: plainFileName(fileName),
    };
    // The facts first: a name that can be used has both.
    try {
      await writeFile(this.#factsPath(id), JSON.stringify(facts), { mode: 0o600 });
      await rename(file.path, this.#dataPath(id));
    } catch (error) {
      await rm(this.#factsPath(id), { force: true });
      throw error;
    }
    return `${PREFIX}${id}`;
  }

  /** Moves an upload to `path`; a second use of the same name finds nothing, as does a name that never was. */
  async take(name: string, path: string): Promise<SourceFacts> {
    const id = uploadPattern.exec(name)?.[1]?.toLowerCase();
    if (id === undefined) throw unknownUpload();
    try {
      await rename(this.#dataPath(id), path);
    } catch (error) {
      if (isNotFound(error)) throw unknownUpload();
      throw error;
    }
    const facts: SourceFacts = JSON.parse(await readFile(this.#factsPath(id), "utf8"));
    await rm(this.#factsPath(id), { force: true });
    return facts;
  }

  /** Removes an upload that will not be used; does nothing when there is none. */
  async discard(name: string): Promise<void> {
    const id = uploadPattern.exec(name)?.[1]?.toLowerCase();
    if (id === undefined) return;
    await rm(this.#dataPath(id), { force: true });
    await rm(this.#factsPath(id), { force: true });
  }

  /** Removes what was written before `time` (milliseconds since 1970). */
  async reap(time: number): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      try {
        if ((await stat(path)).mtimeMs < time) await rm(path, { force: true });
      } catch (error) {
        // Used meanwhile.
        if (!isNotFound(error)) throw error;
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #dataPath(id: string): string {
    return join(this.#directory, `${id}.data`);
  }

  #factsPath(id: string): string {
    return join(this.#directory, `${id}.json`);
  }
}

function unknownUpload(): Error {
  return mediaInvalid("The upload is unknown, was used already, or is older than an hour.");
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
