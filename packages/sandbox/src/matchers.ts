/** What the matchers look at. Messages of WhatsApp Web, of the Cloud API and of Graph's own test kit all have it. */
export interface Matchable {
  /** `text`, `image`, `video`, `audio`, `document`, `sticker`, `location`, `contacts`, `reaction`, `poll`, … */
  readonly type: string;
  /** What a person reads: the text, the caption, the question, the emoji of a reaction. */
  readonly text: string | null;
}

/** A predicate that can say what it expects. */
export interface Matcher {
  (message: Matchable): boolean;
  /** For messages to people: `text "hello"`. */
  readonly expectation: string;
}

/** A text, or the caption of a medium: exactly this text, or one that fits the expression; any when absent. */
export type ExpectedText = string | RegExp;

/** A text message. */
export function text(expected?: ExpectedText): Matcher {
  return ofType("text", expected);
}

export function image(caption?: ExpectedText): Matcher {
  return ofType("image", caption);
}

export function video(caption?: ExpectedText): Matcher {
  return ofType("video", caption);
}

/** Recorded or attached sound. */
export function audio(): Matcher {
  return ofType("audio");
}

export function document(caption?: ExpectedText): Matcher {
  return ofType("document", caption);
}

export function sticker(): Matcher {
  return ofType("sticker");
}

export function location(): Matcher {
  return ofType("location");
}

/** One or more contact cards. */
export function contactCard(): Matcher {
  return ofType("contacts");
}

/** A reaction; an empty text is one that was taken back. */
export function reaction(emoji?: string): Matcher {
  return ofType("reaction", emoji);
}

/** A poll with this question. */
export function poll(question?: ExpectedText): Matcher {
  return ofType("poll", question);
}

/** Any message of a type for which there is no function here. */
export function ofType(type: string, expected?: ExpectedText): Matcher {
  return matcher(
    expected === undefined ? `any ${type}` : `${type} ${quoted(expected)}`,
    (message) => message.type === type && fits(message.text, expected),
  );
}

/** Any message at all. */
export function anything(): Matcher {
  return matcher("any message", () => true);
}

/** Gives a predicate words for the failure message. */
export function matcher(expectation: string, accepts: (message: Matchable) => boolean): Matcher {
  return Object.assign((message: Matchable) => accepts(message), { expectation });
}

/** What a predicate expects, as far as it can say so. */
export function expectationOf(accepts: object): string {
  return "expectation" in accepts ? String(accepts.expectation) : "a message that fits the predicate";
}

function fits(found: string | null, expected: ExpectedText | undefined): boolean {
  if (expected === undefined) return true;
  if (typeof expected === "string") return found === expected;
  // A copy: an expression with the flag `g` or `y` remembers where it stopped.
  return found !== null && new RegExp(expected.source, expected.flags.replace(/[gy]/g, "")).test(found);
}

function quoted(expected: ExpectedText): string {
  return typeof expected === "string" ? JSON.stringify(expected) : String(expected);
}
