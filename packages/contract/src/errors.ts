/** One entry of the error catalogue. */
export interface ErrorDefinition {
  /** HTTP status of the REST face; the other faces carry it in their error data. */
  readonly status: number;
  /** The sentence that users read when the raiser gives no better one. */
  readonly meaning: string;
}

function defineErrors<const T extends Record<string, ErrorDefinition>>(catalogue: T): T {
  return catalogue;
}

/** Every error that any face can answer. A handler can raise no other; all else becomes `INTERNAL`. */
export const errorCatalogue = defineErrors({
  VALIDATION_FAILED: { status: 400, meaning: "The input does not fit the operation; see details.issues." },
  MALFORMED_BODY: { status: 400, meaning: "The request body cannot be read in its content type." },
  CONFLICTING_INPUT: { status: 400, meaning: "The same field was given twice with different values." },
  RECIPIENT_INVALID: { status: 400, meaning: "The number or JID cannot be a WhatsApp recipient." },
  NUMBER_NOT_ON_WHATSAPP: { status: 400, meaning: "The number is not on WhatsApp." },
  MESSAGE_TOO_LONG: { status: 400, meaning: "The text is longer than the engine can send." },
  URL_NOT_ALLOWED: {
    status: 400,
    meaning: "The address cannot be used: only public http and https addresses are allowed.",
  },
  MEDIA_INVALID: { status: 400, meaning: "The medium is not what it claims to be, or cannot be read." },
  MEDIA_UNREACHABLE: { status: 400, meaning: "The medium's address could not be fetched." },
  MESSAGE_NOT_COMPATIBLE: {
    status: 400,
    meaning: "The message is of a kind, an age or an author that does not allow this.",
  },
  PROXY_INVALID: { status: 400, meaning: "The proxy cannot be used: it does not answer, or refuses the connection." },
  CREDENTIALS_REQUIRED: { status: 400, meaning: "This integration needs credentials that were not given." },
  WHATSAPP_REJECTED: { status: 400, meaning: "WhatsApp refused the request; see details.whatsapp." },
  GRAPHQL_REQUEST_INVALID: { status: 400, meaning: "The GraphQL request cannot be parsed or does not fit the schema." },
  GRAPHQL_QUERY_TOO_COMPLEX: { status: 400, meaning: "The GraphQL query exceeds the depth, alias or cost limit." },
  UNAUTHORIZED: { status: 401, meaning: "The apikey is missing or unknown." },
  FORBIDDEN: { status: 403, meaning: "The apikey does not open this operation or instance." },
  GROUP_ACCESS_DENIED: {
    status: 403,
    meaning: "The account may not do this in the group: it is no member or no admin.",
  },
  INSTANCE_NOT_FOUND: { status: 404, meaning: "There is no such instance." },
  QUOTED_MESSAGE_NOT_FOUND: { status: 404, meaning: "The quoted message is not stored in this instance." },
  MESSAGE_NOT_FOUND: { status: 404, meaning: "The message is not stored in this instance." },
  CHAT_NOT_FOUND: { status: 404, meaning: "There is no such chat in this instance." },
  LABEL_NOT_FOUND: { status: 404, meaning: "There is no such label in this instance." },
  GROUP_NOT_FOUND: { status: 404, meaning: "There is no such group, or the account cannot see it." },
  INVITE_INVALID: { status: 404, meaning: "The invite code is unknown, revoked or expired." },
  ROUTE_NOT_FOUND: { status: 404, meaning: "There is no such path or method." },
  INSTANCE_ALREADY_EXISTS: { status: 409, meaning: "An instance with this name exists." },
  TOKEN_ALREADY_IN_USE: { status: 409, meaning: "The token is in use; choose another or leave it out." },
  INSTANCE_NOT_CONNECTED: { status: 409, meaning: "The instance is not connected; call connect first." },
  SEND_OUTCOME_UNKNOWN: {
    status: 409,
    meaning: "It is not known whether WhatsApp took the message; it is not sent again by itself.",
  },
  EVENT_NOT_RETAINED: { status: 410, meaning: "The event id is unknown or no longer kept; start without lastEventId." },
  MEDIA_NOT_AVAILABLE: { status: 410, meaning: "The medium is no longer kept by WhatsApp, and is not stored here." },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: "The request body is larger than the operation accepts." },
  MEDIA_TOO_LARGE: { status: 413, meaning: "The medium is larger than WhatsApp or this server accepts." },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: "The content type is not supported; send application/json." },
  IDEMPOTENCY_KEY_REUSED: { status: 422, meaning: "The idempotency key was used with another input." },
  RATE_LIMITED: { status: 429, meaning: "Too many requests; wait as long as Retry-After says." },
  WHATSAPP_RATE_LIMITED: { status: 429, meaning: "WhatsApp limits the rate of this account; see details.whatsapp." },
  REQUEST_CANCELLED: { status: 499, meaning: "The caller went away before the answer." },
  INTERNAL: { status: 500, meaning: "Something unexpected happened; the request id finds it in the log." },
  NOT_SUPPORTED_BY_ENGINE: { status: 501, meaning: "The engine of this instance cannot do this." },
  INTEGRATION_NOT_AVAILABLE: { status: 501, meaning: "This integration is not available in this server." },
  WHATSAPP_CREDENTIALS_REJECTED: {
    status: 502,
    meaning: "WhatsApp refused the credentials of the instance; see details.whatsapp.",
  },
  WHATSAPP_UNAVAILABLE: { status: 502, meaning: "WhatsApp could not be reached or failed; nothing was sent." },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning: "The server cannot do this now (starting, stopping, or database away); try again.",
  },
  REQUEST_TIMEOUT: { status: 504, meaning: "The request took longer than the server allows." },
});

export type ErrorCode = keyof typeof errorCatalogue;

/** Errors that any operation can answer, whatever its own list says. */
export const commonErrors = [
  "VALIDATION_FAILED",
  "MALFORMED_BODY",
  "CONFLICTING_INPUT",
  "UNAUTHORIZED",
  "FORBIDDEN",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "RATE_LIMITED",
  "REQUEST_CANCELLED",
  "INTERNAL",
  "SERVICE_UNAVAILABLE",
  "REQUEST_TIMEOUT",
] as const satisfies readonly ErrorCode[];

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

/** An error of the catalogue, as thrown by handlers and `execute()`. */
export class WaxwingError extends Error {
  override readonly name = "WaxwingError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message?: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message ?? errorCatalogue[code].meaning, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  /** Sentences for people: one per input issue, else the message. */
  get messages(): string[] {
    const issues = this.details?.issues;
    if (issues === undefined || issues.length === 0) return [this.message];
    return issues.map((issue) => (issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`));
  }
}

/** The error answer of the REST face; GraphQL and tRPC carry the same values in their own envelopes. */
export interface ErrorBody {
  readonly status: number;
  /** The reason phrase of the status, e.g. `Not Found`. */
  readonly error: string;
  readonly code: ErrorCode;
  readonly response: { readonly message: string[] };
  readonly requestId: string;
  readonly details?: ErrorDetails;
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  410: "Gone",
  413: "Payload Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  499: "Client Closed Request",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** The REST answer for an error. */
export function errorBody(error: WaxwingError, requestId: string): ErrorBody {
  return {
    status: error.status,
    error: reasonPhrases[error.status] ?? "Error",
    code: error.code,
    response: { message: error.messages },
    requestId,
    ...(error.details === undefined ? {} : { details: error.details }),
  };
}
