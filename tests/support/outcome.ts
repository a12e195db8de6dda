import type { OperationEntry } from "@waxwing/contract";

/** What a call came to, in the same words for every face. */
export type Outcome =
  | {
      readonly ok: true;
      readonly answer: unknown;
      /** HTTP status on REST, where it is part of the operation. */
      readonly status?: number;
    }
  | {
      readonly ok: false;
      /** Code of the error catalogue, or `TRANSPORT` when the answer was none of Waxwing's. */
      readonly code: string;
      readonly status: number;
      /** Sentences for people. */
      readonly messages: readonly string[];
      readonly details: unknown;
    };

export type Refusal = Extract<Outcome, { ok: false }>;

/** The key of a call: a text, or null for none at all. */
export type Key = string | null;

/** One way in which operations are called. */
export interface Face {
  readonly name: string;
  /** Calls an operation with the flat input of the contract; with the global key unless another is given. */
  call(entry: OperationEntry, input: Readonly<Record<string, unknown>>, key?: Key): Promise<Outcome>;
}

export function answered(answer: unknown, status?: number): Outcome {
  return { ok: true, answer, ...(status === undefined ? {} : { status }) };
}

export function refused(code: string, status: number, messages: readonly string[], details?: unknown): Refusal {
  return { ok: false, code, status, messages, details };
}

/** An answer that is not of the documented shape; tests see it as a code that no list has. */
export function notOurs(status: number, text: string): Refusal {
  return refused("TRANSPORT", status, [text.slice(0, 300)]);
}

/** The answer of a call that must have succeeded. */
export function answerOf(outcome: Outcome): unknown {
  if (outcome.ok) return outcome.answer;
  throw new Error(`${outcome.status} ${outcome.code}: ${outcome.messages.join("; ")}`);
}

/** `OK` or the error's code. */
export function codeOf(outcome: Outcome): string {
  return outcome.ok ? "OK" : outcome.code;
}
