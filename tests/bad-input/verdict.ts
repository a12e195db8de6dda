import { commonErrors, type ErrorCode, errorCatalogue, type OperationEntry } from "@waxwing/contract";
import { graphqlOutcome } from "../support/graphql-face.ts";
import type { RawAnswer } from "../support/http-request.ts";
import type { Outcome } from "../support/outcome.ts";
import { outcomeOf } from "../support/rest-face.ts";
import { trpcOutcome } from "../support/trpc-face.ts";

export type FaceName = "REST" | "GraphQL" | "tRPC";

/** Reads an answer by the rules of its face. */
export function readOutcome(face: FaceName, entry: OperationEntry, answer: RawAnswer, index?: number): Outcome {
  if (face === "REST") return outcomeOf(answer);
  if (face === "GraphQL") return graphqlOutcome(entry, answer);
  const { json } = answer;
  // What is refused as a whole, has one envelope; a batch has one for each call.
  const envelope = index === undefined || !Array.isArray(json) ? json : (json as unknown[])[index];
  return trpcOutcome(envelope, answer);
}

/** Codes that the faces add to those of an operation. */
const codesOfFaces: Readonly<Record<FaceName, readonly ErrorCode[]>> = {
  // A name that no path can have leads to no route.
  REST: ["ROUTE_NOT_FOUND"],
  GraphQL: ["GRAPHQL_REQUEST_INVALID", "GRAPHQL_QUERY_TOO_COMPLEX"],
  tRPC: [],
};

/** The longest error that is answered; an answer that repeats a megabyte of the question is none. */
const longestErrorBytes = 32 * 1024;

/** What is wrong with an answer; undefined when it is as documented. */
export function complaint(
  face: FaceName,
  entry: OperationEntry,
  answer: RawAnswer,
  outcome: Outcome,
): string | undefined {
  if (!String(answer.headers["content-type"]).includes("json")) return "the answer is no JSON";
  if (outcome.ok) return undefined;
  const { code, status } = outcome;
  if (answer.text.length > longestErrorBytes) return `the error has ${answer.text.length} characters`;
  if (/\bat \S+ \(?(file|node|\/)|node_modules|\.ts:\d+/.test(answer.text))
    return "the error shows the server's inside";
  const allowed = new Set<string>([
    ...commonErrors,
    ...entry.operation.errors,
    ...(entry.operation.access === "instance" ? ["INSTANCE_NOT_FOUND"] : []),
    ...codesOfFaces[face],
  ]);
  if (!allowed.has(code)) return `${code} is none of the operation's errors`;
  if (errorCatalogue[code as ErrorCode].status !== status) return `${code} with the status ${status}`;
  if (status >= 500 && status !== 501) return `the status is ${status}`;
  return undefined;
}
