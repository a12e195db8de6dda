import type { IqRequest, IqRoute } from "../iq.ts";
import { IqError } from "../iq.ts";
import { element, textOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { limitOperations } from "./limit-operations.ts";
import type { MexOperation } from "./mex-operation.ts";
import { newsletterOperations } from "./newsletters/newsletter-operations.ts";

/** Answers `<query query_id>{"variables":…}</query>`; errors stand in the answer's JSON, as GraphQL has them. */
export function mexRoute(world: World): IqRoute {
  // Made with the first request: the routes stand before all parts of the world do.
  let operations: Map<string, MexOperation> | undefined;
  return {
    xmlns: "w:mex",
    type: "get",
    child: "query",
    answer: (request) => {
      operations ??= operationsById(world);
      const operation = operations.get(request.child.attrs["query_id"] ?? "");
      if (operation === undefined) world.transcript.unknown(request.connection, request.iq);
      const body = operation === undefined ? failure(501, "feature-not-implemented") : run(operation, request);
      return [element("result", {}, Buffer.from(JSON.stringify(body)))];
    },
  };
}

function operationsById(world: World): Map<string, MexOperation> {
  const operations = [...limitOperations(world), ...newsletterOperations(world)];
  return new Map(operations.map((operation) => [operation.queryId, operation]));
}

function run(operation: MexOperation, request: IqRequest): Record<string, unknown> {
  try {
    return { data: { [operation.path]: operation.answer(readVariables(textOf(request.child)), request) } };
  } catch (error) {
    if (error instanceof IqError) return failure(error.code, error.message, operation.path);
    if (error instanceof SyntaxError || (error instanceof Error && error.name === "ZodError")) {
      return failure(400, "bad-request", operation.path);
    }
    throw error;
  }
}

function readVariables(text: string): unknown {
  const body: unknown = JSON.parse(text);
  return typeof body === "object" && body !== null && "variables" in body ? body.variables : undefined;
}

/** The form in which Baileys looks for a code is all that is known of it. */
function failure(code: number, message: string, path?: string): Record<string, unknown> {
  const error = { message, ...(path === undefined ? {} : { path: [path] }), extensions: { error_code: code } };
  return { data: null, errors: [error] };
}
