import { invalidInput, malformedBody } from "./problems.ts";
import { type Fields, isFields } from "./text-tree.ts";

/** Whether JSON text can contain the name `__proto__`, also written with escapes. */
const suspicious =
  /"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

/**
 * Parses JSON text; fields named `__proto__` are dropped.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  return JSON.parse(text, (name, value) => (name === "__proto__" ? undefined : value));
}

/**
 * The fields of a JSON body.
 * @throws WaxwingError MALFORMED_BODY (without a piece of the body: it may hold a secret), VALIDATION_FAILED when it is no object.
 */
export function parseJsonBody(text: string): Fields {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    throw malformedBody(
      position === undefined ? "The body is not valid JSON." : `The body is not valid JSON (position ${position}).`,
    );
  }
  if (!isFields(value)) throw invalidInput("", "must be a JSON object");
  return value;
}
