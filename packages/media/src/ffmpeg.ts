import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { mediaInvalid } from "./faults.ts";

/** How one run of ffmpeg is bounded, and who takes what it prints. */
export interface FfmpegRun {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly onOutput?: (chunk: Buffer) => void;
}

/**
 * Containers that may be read. Playlists are not among them: they name other files and addresses, which ffmpeg would
 * then open (HLS, DASH, concat).
 */
const CONTAINERS =
  "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,wav,mp3,flac,aac,amr,amrnb,amrwb,aiff,caf,gif,ac3";
const STDERR_KEPT = 2000;

/** The ffmpeg program of this host, looked for once. */
export class Ffmpeg {
  readonly #candidate: string | null;
  #path: Promise<string | null> | undefined;

  /** `null` does without; undefined looks on the PATH. */
  constructor(path: string | null | undefined) {
    this.#candidate = path === undefined ? "ffmpeg" : path;
  }

  /** Whether there is one that starts. */
  async isPresent(): Promise<boolean> {
    this.#path ??= this.#find();
    return (await this.#path) !== null;
  }

  /**
   * Converts `input`: the program's arguments are its own safe ones, the input, then `args`. Raises `MEDIA_INVALID`
   * when it fails or takes too long, and the signal's reason when that aborts; the process is gone by then.
   */
  async convert(input: string, args: readonly string[], { signal, timeoutMs, onOutput }: FfmpegRun): Promise<void> {
    signal.throwIfAborted();
    this.#path ??= this.#find();
    const program = await this.#path;
    if (program === null) throw new Error("there is no ffmpeg: ask isPresent first");
    const safe = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "2"];
    const source = ["-protocol_whitelist", "file", "-format_whitelist", CONTAINERS, "-i", input];
    const child = spawn(program, [...safe, ...source, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const { code, stderr, endedBy } = await ended(child, signal, timeoutMs, onOutput);
    signal.throwIfAborted();
    if (endedBy === "timeout") throw mediaInvalid("The medium takes too long to convert.");
    if (code !== 0) throw mediaInvalid("The medium cannot be read: it is damaged or cut off.", new Error(stderr));
  }

  async #find(): Promise<string | null> {
    if (this.#candidate === null) return null;
    const child = spawn(this.#candidate, ["-hide_banner", "-version"], { stdio: ["ignore", "pipe", "pipe"] });
    const { code } = await ended(child, undefined, 10_000);
    return code === 0 ? this.#candidate : null;
  }
}

interface Ended {
  /** Null when it could not be started or was killed. */
  readonly code: number | null;
  readonly stderr: string;
  readonly endedBy: "itself" | "timeout" | "signal";
}

async function ended(
  child: ChildProcessByStdio<null, Readable, Readable>,
  signal: AbortSignal | undefined,
  timeoutMs: number,
  onOutput: (chunk: Buffer) => void = () => {},
): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  let stderr = "";
  let endedBy: Ended["endedBy"] = "itself";
  const kill = (by: Ended["endedBy"]) => {
    endedBy = by;
    child.kill("SIGKILL");
  };
  const onAbort = () => kill("signal");
  const timer = setTimeout(() => kill("timeout"), timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  child.stdout.on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  child.once("error", (error) => resolve({ code: null, stderr: error.message, endedBy }));
  child.once("close", (code) => resolve({ code, stderr, endedBy }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
