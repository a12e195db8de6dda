import { type Logger, pino } from "pino";

/** The server's log. */
export interface ServerLog {
  readonly log: Logger;
  /** Writes what is buffered, now. */
  flush(): void;
}

/** Where the lines go in blocks. */
interface Destination {
  write(text: string): unknown;
  flushSync(): void;
}

/** JSON lines on stderr; stdout is for people. */
export function createLog(level: string): ServerLog {
  // When nobody takes the lines any more, they are dropped above 16 MiB.
  const destination = pino.destination({ fd: 2, sync: false, maxLength: 16 * 1024 * 1024 });
  // The reader has gone (`npm start 2>&1 | head`): the server goes on.
  destination.on("error", () => undefined);
  const buffer = new LineBuffer(destination);
  const log = pino({ level, base: null, timestamp: isoTime() }, buffer);
  return { log, flush: () => buffer.flush() };
}

/** Times as ISO 8601; lines of one millisecond share their text. */
function isoTime(): () => string {
  let at = 0;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

const blockLength = 32 * 1024;
const longestDelayMs = 100;

/**
 * Joins lines to blocks: a write of its own for each would cost more than the line (2 µs of 4 in a server under load). A
 * server that is killed loses the last 0.1 s of its log, one that ends by itself nothing.
 */
class LineBuffer {
  readonly #destination: Destination;
  #text = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  write(line: string): void {
    this.#text += line;
    if (this.#text.length >= blockLength) this.#writeBlock();
    else this.#timer ??= setTimeout(() => this.#writeBlock(), longestDelayMs).unref();
  }

  flush(): void {
    try {
      this.#writeBlock();
      this.#destination.flushSync();
    } catch {
      // The reader has gone.
    }
  }

  #writeBlock(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#destination.write(text);
  }
}
