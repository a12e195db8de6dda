import {
  commonErrors,
  type ErrorCode,
  errorBody,
  errorCatalogue,
  type Operation,
  WaxwingError,
} from "@waxwing/contract";
import type {
  ExampleObject,
  MediaTypeObject,
  ReferenceObject,
  ResponseObject,
  ResponsesObject,
  SchemaObject,
} from "openapi3-ts/oas31";

/** The one shape of errors, as JSON Schema. */
export const errorBodySchema: SchemaObject = {
  type: "object",
  description: "Every error of every operation has this shape",
  properties: {
    status: { type: "integer", description: "HTTP status", examples: [404] },
    error: { type: "string", description: "Reason phrase of the status", examples: ["Not Found"] },
    code: { type: "string", description: "What happened, for programs", enum: Object.keys(errorCatalogue) },
    response: {
      type: "object",
      description: "What happened, for people",
      properties: {
        message: { type: "array", description: "One sentence for each problem", items: { type: "string" } },
      },
      required: ["message"],
    },
    requestId: { type: "string", description: "Finds the request in the server's log" },
    details: {
      type: "object",
      description: "More about some errors",
      properties: {
        issues: {
          type: "array",
          description: "Problems of the input",
          items: {
            type: "object",
            properties: {
              path: { type: "string", description: "The field", examples: ["webhook.url"] },
              message: { type: "string", description: "What is wrong" },
            },
            required: ["path", "message"],
          },
        },
        whatsapp: {
          type: "object",
          description: "What WhatsApp answered",
          properties: {
            code: { type: "integer" },
            message: { type: "string" },
            subcode: { type: "integer" },
            details: { type: "string" },
            traceId: { type: "string" },
          },
          required: ["code", "message"],
        },
        retryAfterSeconds: { type: "number", description: "Seconds to wait, as in the header Retry-After" },
      },
    },
  },
  required: ["status", "error", "code", "response", "requestId"],
};

/** Codes that an operation can answer, by status in rising order. */
export function errorsByStatus(operation: Pick<Operation, "errors" | "access">): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...commonErrors,
    ...(operation.access === "instance" ? ["INSTANCE_NOT_FOUND" as const] : []),
    ...operation.errors,
  ]);
  return groupByStatus([...codes]);
}

function groupByStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = Map.groupBy(codes, (code) => errorCatalogue[code].status);
  return new Map([...groups].sort(([a], [b]) => a - b));
}

const commonByStatus = groupByStatus(commonErrors);

/** Error responses that are the same at every operation: `Error401`, …. */
export function commonErrorResponses(): Record<string, ResponseObject> {
  return Object.fromEntries(
    [...commonByStatus].map(([status, codes]) => [`Error${status}`, errorResponse(status, codes)]),
  );
}

/** The error responses of an operation; those with the common codes only are references. */
export function errorResponses(operation: Pick<Operation, "errors" | "access">): ResponsesObject {
  const responses: Record<string, ResponseObject | ReferenceObject> = {};
  for (const [status, codes] of errorsByStatus(operation)) {
    const isCommon = commonByStatus.get(status)?.join() === codes.join();
    responses[String(status)] = isCommon
      ? { $ref: `#/components/responses/Error${status}` }
      : errorResponse(status, codes);
  }
  return responses;
}

function errorResponse(status: number, codes: readonly ErrorCode[]): ResponseObject {
  const content: MediaTypeObject = {
    schema: {
      allOf: [
        { $ref: "#/components/schemas/ErrorBody" },
        { type: "object", properties: { status: { const: status }, code: { type: "string", enum: [...codes] } } },
      ],
    },
    examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
  };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].meaning}`).join("\n\n"),
    ...(status === 429
      ? { headers: { "Retry-After": { description: "Whole seconds to wait", schema: { type: "integer" } } } }
      : {}),
    content: { "application/json": content },
  };
}

/** One example for each error of the catalogue. */
export function errorExamples(): Record<string, ExampleObject> {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  return Object.fromEntries(
    codes.map((code) => [code, { summary: errorCatalogue[code].meaning, value: exampleError(code) }]),
  );
}

function exampleError(code: ErrorCode): unknown {
  const requestId = "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b99";
  if (code === "VALIDATION_FAILED") {
    return errorBody(
      new WaxwingError(code, undefined, { details: { issues: [{ path: "number", message: "must not be empty" }] } }),
      requestId,
    );
  }
  if (errorCatalogue[code].status === 429) {
    return errorBody(new WaxwingError(code, undefined, { details: { retryAfterSeconds: 3 } }), requestId);
  }
  return errorBody(new WaxwingError(code), requestId);
}
