/** What Meta documents about one error code: HTTP status and title. Source: Cloud API "Error codes" page. */
export interface GraphErrorKind {
  readonly status: number;
  readonly title: string;
  readonly type?: string;
  readonly transient?: boolean;
}

/** The error codes that this server knows. Any other code can still be armed as a fault and answers 400. */
export const GRAPH_ERRORS: Readonly<Record<number, GraphErrorKind>> = {
  0: { status: 401, title: "AuthException" },
  1: { status: 400, title: "API Unknown" },
  2: { status: 503, title: "API Service", transient: true },
  3: { status: 500, title: "API Method" },
  4: { status: 429, title: "API Too Many Calls", transient: true },
  10: { status: 403, title: "Permission Denied" },
  33: { status: 400, title: "Parameter value is not valid", type: "GraphMethodException" },
  100: { status: 400, title: "Invalid parameter" },
  190: { status: 401, title: "Access token has expired" },
  200: { status: 403, title: "API Permission" },
  368: { status: 403, title: "Temporarily blocked for policies violations" },
  2500: { status: 400, title: "Unknown path components" },
  80007: { status: 429, title: "Rate limit issues", transient: true },
  130429: { status: 429, title: "Rate limit hit", transient: true },
  130472: { status: 400, title: "User's number is part of an experiment" },
  131000: { status: 500, title: "Something went wrong" },
  131005: { status: 403, title: "Access denied" },
  131008: { status: 400, title: "Required parameter is missing" },
  131009: { status: 400, title: "Parameter value is not valid" },
  131016: { status: 503, title: "Service unavailable", transient: true },
  131021: { status: 400, title: "Recipient cannot be sender" },
  131026: { status: 400, title: "Message undeliverable" },
  131030: { status: 400, title: "Recipient phone number not in allowed list" },
  131031: { status: 403, title: "Account has been locked" },
  131042: { status: 400, title: "Business eligibility payment issue" },
  131045: { status: 500, title: "Incorrect certificate" },
  131047: { status: 400, title: "Re-engagement message" },
  131048: { status: 400, title: "Spam rate limit hit" },
  131049: { status: 400, title: "This message was not delivered to maintain healthy ecosystem engagement." },
  131051: { status: 400, title: "Unsupported message type" },
  131052: { status: 400, title: "Media download error" },
  131053: { status: 400, title: "Media upload error" },
  131056: { status: 400, title: "(Business Account, Consumer Account) pair rate limit hit", transient: true },
  131057: { status: 500, title: "Account in maintenance mode", transient: true },
  132000: { status: 400, title: "Template param count mismatch" },
  132001: { status: 404, title: "Template name does not exist in the translation" },
  132012: { status: 400, title: "Template parameter format mismatch" },
  132015: { status: 400, title: "Template is paused" },
  132016: { status: 400, title: "Template is disabled" },
  133010: { status: 400, title: "Phone number not registered" },
};

const DETAILS: Readonly<Record<number, string>> = {
  80007: "The WhatsApp Business Account has reached its rate limit.",
  130429: "Cloud API message throughput has been reached.",
  131000: "Message failed to send due to an unknown error.",
  131026: "Message undeliverable.",
  131030: "Recipient phone number not in allowed list: add it to the recipients and try again.",
  131047:
    "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
  131048: "Message failed to send because there are restrictions on how many messages can be sent from this number.",
  131056: "Too many messages sent from this phone number to the same phone number in a short period of time.",
  133010: "The account is not registered.",
};

/** What an error says beside its code. */
export interface GraphErrorOptions {
  /** Text of `message` without the `(#code)` in front; the code's title when absent. */
  readonly message?: string;
  readonly details?: string;
  readonly subcode?: number;
  readonly status?: number;
  readonly type?: string;
}

/** The body of every failed Graph request. */
export interface GraphErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: number;
    readonly error_subcode?: number;
    readonly is_transient?: boolean;
    readonly error_data?: { readonly messaging_product: "whatsapp"; readonly details: string };
    readonly fbtrace_id: string;
  };
}

/** One element of `statuses[].errors` in a webhook. */
export interface StatusError {
  readonly code: number;
  readonly title: string;
  readonly message: string;
  readonly error_data: { readonly details: string };
  readonly href: string;
}

/** A refusal as Graph would phrase it. */
export class GraphError extends Error {
  readonly code: number;
  readonly status: number;
  readonly options: GraphErrorOptions;

  constructor(code: number, options: GraphErrorOptions = {}) {
    super(options.message ?? GRAPH_ERRORS[code]?.title ?? "Unknown error");
    this.name = "GraphError";
    this.code = code;
    this.status = options.status ?? GRAPH_ERRORS[code]?.status ?? 400;
    this.options = options;
  }

  /** The answer's body. `error_data` is there for the codes of the messaging product (Meta sends none for platform codes). */
  toBody(fbtraceId: string): GraphErrorBody {
    const kind = GRAPH_ERRORS[this.code];
    const details = this.options.details ?? detailsOf(this.code);
    const plainMessage = this.code === 190 || this.code === 2500 || this.options.subcode === 33;
    return {
      error: {
        message: plainMessage ? this.message : `(#${this.code}) ${this.message}`,
        type: this.options.type ?? kind?.type ?? "OAuthException",
        code: this.code,
        ...(this.options.subcode === undefined ? {} : { error_subcode: this.options.subcode }),
        ...(kind?.transient === true ? { is_transient: true } : {}),
        ...(details === undefined ? {} : { error_data: { messaging_product: "whatsapp", details } }),
        fbtrace_id: fbtraceId,
      },
    };
  }
}

/** Codes of the messaging product always come with details; those of the platform (below 10,000) with none. */
function detailsOf(code: number): string | undefined {
  return DETAILS[code] ?? (code < 10_000 ? undefined : GRAPH_ERRORS[code]?.title);
}

/** The same error as a webhook reports it about a message that was accepted before. */
export function statusError(code: number, details?: string): StatusError {
  const title = GRAPH_ERRORS[code]?.title ?? "Unknown error";
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? detailsOf(code) ?? title },
    href: "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
  };
}

/** Code 100, subcode 33: the id names nothing that this token can see. */
export function unknownObject(method: string, id: string): GraphError {
  return new GraphError(100, {
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
  });
}

/** Code 100 about one parameter. Meta names the parameter in the message and repeats the reason in the details. */
export function invalidParameter(message: string): GraphError {
  return new GraphError(100, { message, details: message });
}
