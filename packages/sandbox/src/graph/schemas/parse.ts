import type { z } from "zod";
import { type GraphError, invalidParameter } from "../errors.ts";
import { isPhoneNumber } from "../phone.ts";
import { MESSAGE_SCHEMAS, type MessageType, ReadReceipt, type SendMessage } from "./message.ts";

const TYPES = Object.keys(MESSAGE_SCHEMAS).map((type) => type.toUpperCase());

/** What a `POST …/messages` asks for. */
export type MessagesRequest =
  | { readonly kind: "message"; readonly message: SendMessage }
  | { readonly kind: "receipt"; readonly receipt: ReadReceipt };

/** Checks the body of `POST …/messages`. Raises a {@link GraphError} with code 100 that names the first wrong parameter. */
export function parseMessagesRequest(body: unknown): MessagesRequest {
  const fields = objectOrEmpty(body);
  if (fields["messaging_product"] === undefined) {
    throw invalidParameter("The parameter messaging_product is required.");
  }
  if ("status" in fields && !("type" in fields)) return { kind: "receipt", receipt: parseWith(ReadReceipt, fields) };
  const type = fields["type"] ?? "text";
  if (!isMessageType(type)) {
    throw invalidParameter(`Param type must be one of {${TYPES.join(", ")}} - got ${JSON.stringify(type)}.`);
  }
  const message = parseWith<SendMessage>(MESSAGE_SCHEMAS[type], { ...fields, type });
  if (message.recipient_type === "individual" && !isPhoneNumber(message.to)) {
    throw invalidParameter("Param to must be a phone number.");
  }
  return { kind: "message", message };
}

/** Checks `input`; raises a {@link GraphError} with code 100 in the form in which Graph names a parameter. */
export function parseWith<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue === undefined ? invalidParameter("Invalid parameter") : describe(issue);
}

function describe(issue: z.core.$ZodIssue): GraphError {
  const param = paramName(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return invalidParameter(`Unexpected key "${issue.keys[0] ?? ""}" on param "${param}".`);
    case "too_big":
      return invalidParameter(`Param ${param} must be at most ${issue.maximum} ${unit(issue.origin)}.`);
    case "too_small":
      return invalidParameter(`Param ${param} must be at least ${issue.minimum} ${unit(issue.origin)}.`);
    case "invalid_type":
      return issue.input === undefined && /received undefined/.test(issue.message)
        ? invalidParameter(`The parameter ${param} is required.`)
        : invalidParameter(`Param ${param} has the wrong type: ${issue.message}.`);
    case "invalid_value":
      return invalidParameter(`Param ${param} must be one of {${issue.values.map(String).join(", ").toUpperCase()}}.`);
    default:
      return invalidParameter(`Param ${param} is not valid: ${issue.message}.`);
  }
}

/** Graph's spelling of a path: `template['components'][0]['type']`. */
function paramName(path: readonly PropertyKey[]): string {
  const [head, ...rest] = path;
  const tail = rest.map((key) => (typeof key === "number" ? `[${key}]` : `['${String(key)}']`)).join("");
  return head === undefined ? "body" : String(head) + tail;
}

function unit(origin: string): string {
  return origin === "string" ? "characters long" : origin === "array" ? "elements long" : "";
}

function isMessageType(type: unknown): type is MessageType {
  return typeof type === "string" && Object.hasOwn(MESSAGE_SCHEMAS, type);
}

function objectOrEmpty(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}
