import type { z } from "zod";
import type { IqRequest } from "../iq.ts";

/** One query of WhatsApp's GraphQL (`w:mex`). Clients know it by a number; its text they never send. */
export interface MexOperation {
  readonly queryId: string;
  /** The field of `data` that the answer stands in. */
  readonly path: string;
  /** Raises IqError, or ZodError for variables of another shape. Null is an answer too. */
  answer(variables: unknown, request: IqRequest): unknown;
}

/** Makes an operation whose variables are checked by a schema. */
export function mexOperation<Schema extends z.ZodType>(
  queryId: string,
  path: string,
  schema: Schema,
  answer: (variables: z.output<Schema>, request: IqRequest) => unknown,
): MexOperation {
  return { queryId, path, answer: (variables, request) => answer(schema.parse(variables), request) };
}
