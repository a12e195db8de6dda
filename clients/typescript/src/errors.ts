import type { ErrorCode, JsonValue } from "./generated/operations.ts";

/** One problem of an input: where (`webhook.url`) and what. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** Machine-readable additions to an error. */
export interface ErrorDetails {
  readonly issues?: readonly InputIssue[];
  /** What WhatsApp (Meta's Graph API) answered. */
  readonly whatsapp?: {
    readonly code: number;
    readonly message: string;
    readonly subcode?: number;
    readonly details?: string;
    readonly traceId?: string;
  };
  /** Whole seconds to wait before the next try. */
  readonly retryAfterSeconds?: number;
  readonly [key: string]: unknown;
}

/** An error that Waxwing answered. `code` says which; the texts are for people and may change. */
export class WaxwingApiError extends Error {
  override readonly name = "WaxwingApiError";
  readonly code: ErrorCode;
  /** HTTP status. */
  readonly status: number;
  /** Sentences for people: one per problem of the input, else one. */
  readonly messages: readonly string[];
  /** Finds the request in the server's log. */
  readonly requestId: string;
  readonly details: ErrorDetails | undefined;

  constructor(answer: ErrorAnswer) {
    super(answer.response.message.join("; "));
    this.code = answer.code;
    this.status = answer.status;
    this.messages = answer.response.message;
    this.requestId = answer.requestId;
    this.details = answer.details;
  }
}

/** No answer of Waxwing came: the network failed, the time was over, or something else answered at this address. */
export class WaxwingConnectionError extends Error {
  override readonly name = "WaxwingConnectionError";
  /** HTTP status, when something answered. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }
}

/** The body of an error answer. */
export interface ErrorAnswer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly response: { readonly message: readonly string[] };
  readonly requestId: string;
  readonly details?: ErrorDetails;
}

/** The error in an answer that is not 2xx. */
export async function errorOf(response: Response): Promise<WaxwingApiError | WaxwingConnectionError> {
  const body = await response.text().then(parsed, () => undefined);
  if (isErrorAnswer(body)) return new WaxwingApiError(body);
  return new WaxwingConnectionError(`HTTP ${response.status} without an answer of Waxwing`, {
    status: response.status,
  });
}

/** JSON or undefined. */
export function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A newer server may know more codes than this client: they pass, as long as the answer is one of Waxwing's. */
function isErrorAnswer(body: unknown): body is ErrorAnswer {
  if (typeof body !== "object" || body === null) return false;
  const { status, code, response, requestId } = body as { [K in keyof ErrorAnswer]?: unknown };
  if (typeof status !== "number" || typeof code !== "string" || typeof requestId !== "string") return false;
  const messages = (response as { message?: unknown } | null | undefined)?.message;
  return Array.isArray(messages) && messages.every((message) => typeof message === "string");
}

/** Whether `error` is an error of Waxwing with this code. */
export function hasCode<Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is WaxwingApiError & { readonly code: Code } {
  return error instanceof WaxwingApiError && error.code === code;
}
