import fc from "fast-check";

/** Texts in JSON that stand for what `JSON.stringify` cannot write; {@link jsonText} puts the real thing in. */
const rawPieces: Readonly<Record<string, string>> = {
  "@raw:overflow@": "1e400",
  "@raw:minus-zero@": "-0",
  "@raw:long-number@": "9".repeat(400),
  "@raw:deep-list@": "[".repeat(20_000) + "]".repeat(20_000),
  "@raw:deep-object@": `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
};

/** JSON text of a value, with numbers and depths that no JavaScript value has. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? "null";
  return text.replaceAll(/"(@raw:[a-z-]+@)"/g, (whole, piece: string) => rawPieces[piece] ?? whole);
}

/** What PostgreSQL cannot store, at the places where it breaks differently. */
const unstorable = ["\0", "a\0b", "5511999999999\0", "\ud800", "x\udfff", "\udfff\ud800"];

const texts = [
  "",
  " ",
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}",
  "\u202edeggolf",
  "\ufeff",
  "ﷺ".repeat(200),
  "e\u0301".repeat(100),
  "'; DROP TABLE waxwing.instance; --",
  "' OR '1'='1",
  "$1",
  "%",
  "_",
  "\\",
  "%00",
  "%2e%2e%2f",
  "../../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "C:\\con",
  "/",
  ".",
  "..",
  "~root",
  "my-instance/../other",
  "null",
  "undefined",
  "NaN",
  "-NaN",
  "-0",
  "1e400",
  "Infinity",
  "0x10",
  "true",
  "[]",
  "{}",
  '{"a":1',
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "<script>alert(1)</script>",
  "$" + "{jndi:ldap://127.0.0.1/a}",
  "{{7*7}}",
  "\r\nx-injected: 1",
  "file:///etc/passwd",
  "http://127.0.0.1:1/",
  "http://169.254.169.254/latest/meta-data",
  "javascript:alert(1)",
  "2026-13-45T99:99:99Z",
  "+275760-09-13T00:00:00.001Z",
  "0000-01-01T00:00:00Z",
  "5511999999999@g.us",
  "@s.whatsapp.net",
  "status@broadcast",
];

// Valid waiting times are left out on purpose: a call that waits for a minute, as asked, is no finding.
const numbers = [-1, 0, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324, 60_001];

const long = [300, 70_000, 200_000, 1_000_000, 1_048_576].map((length) => "x".repeat(length));

/** `JSON.parse` makes `__proto__` a field of its own, as it arrives over the wire. */
export const polluting: readonly Readonly<Record<string, unknown>>[] = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"prototype":{"polluted":true},"toString":1,"valueOf":2,"then":3,"length":-1,"toJSON":4}',
].map((text) => JSON.parse(text) as Record<string, unknown>);

const collections: unknown[] = [
  [],
  {},
  [[]],
  [null],
  [{}],
  [[[[[[]]]]]],
  { a: { b: { c: { d: {} } } } },
  { "": "" },
  { "a\0b": "c" },
  { "\ud800": 1 },
  { $ne: null },
  { $where: "1" },
  Array.from({ length: 3_000 }, (_, index) => index),
  Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, index])),
];

/** Text that is a text, and yet not what anybody means. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 3, arbitrary: fc.constantFrom(...unstorable) },
  { weight: 1, arbitrary: fc.constantFrom(...long) },
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

export const nastyNumber: fc.Arbitrary<number> = fc.constantFrom(...numbers);

/** A value that somebody could send by mistake or on purpose. */
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 13, arbitrary: nastyText },
  { weight: 3, arbitrary: nastyNumber },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...Object.keys(rawPieces)) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...polluting) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...collections) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false) },
);

/** Names of fields that no operation has, and some that every object has. */
export const nastyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "then", "", "a\0b", "length", "idempotencyKey"),
  fc.constantFrom("instanceName", "where", "where.key", "where[key]", "a[]", "a[0]", "apikey", "file"),
  fc.string({ unit: "binary", maxLength: 20 }),
);
