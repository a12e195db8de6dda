/** 31 December 9999: later years have another form in texts. */
const LAST_DATE_MS = 253_402_214_400_000;

/** The sandbox's time: the machine's, moved by as much as a test asked for, so that expiry needs no waiting. */
export class Clock {
  #offsetMs = 0;

  /** Unix time in milliseconds. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Unix time in whole seconds, as stanzas carry it. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** How far this clock is ahead of the machine's, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Moves the clock forward. Raises RangeError for a negative amount, and for one beyond all dates. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0 && this.now() + milliseconds < LAST_DATE_MS)) {
      throw new RangeError(`the clock can only be moved forward, to a date that there is, not by ${milliseconds} ms`);
    }
    this.#offsetMs += milliseconds;
  }
}
