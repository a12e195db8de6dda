import { type Logger, pino } from "pino";

/** The server's log. */
export interface ServerLog {
  readonly log: Logger;
  /** Writes what is buffered, now. */
  flush(): void;
}

/** Bytes after which lines are written; before that, a timer writes them. */
const bufferBytes = 8 * 1024;
const flushEveryMs = 200;

/**
 * JSON lines on stderr; stdout is for people. Lines are buffered, since a system call a request would cost more than the
 * request: a server that is killed loses the last 0.2 s of its log, one that ends by itself nothing.
 */
export function createLog(level: string): ServerLog {
  const destination = pino.destination({ fd: 2, sync: false, minLength: bufferBytes, periodicFlush: flushEveryMs });
  // Nobody reads any more (`npm start 2>&1 | head`): the server goes on.
  destination.on("error", () => undefined);
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    log,
    flush() {
      try {
        destination.flushSync();
      } catch {
        // The reader has gone.
      }
    },
  };
}
