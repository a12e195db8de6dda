/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** The last id that the stream gave, until now. */
  readonly id: string;
  readonly data: string;
}

/**
 * Reads the server-sent events format (WHATWG HTML, section 9.2): feed it text as it comes, take the events that are
 * complete by then. What is incomplete when the stream ends is no event.
 */
export class EventStreamParser {
  #rest = "";
  #data: string[] = [];
  #id = "";
  /** Milliseconds that the server wants clients to wait before they reconnect, if it said so. */
  retryMs: number | undefined;

  /** The events that `text` completes. */
  feed(text: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    // A carriage return at the very end may be half of a line break.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") {
        this.#field(line);
        continue;
      }
      if (this.#data.length > 0) events.push({ id: this.#id, data: this.#data.join("\n") });
      this.#data = [];
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
  }
}
