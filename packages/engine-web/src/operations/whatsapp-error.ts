import { type ErrorCode, WaxwingError } from "@waxwing/contract";

/** What a request was about: the same code of WhatsApp means different things there. */
export type Subject = "account" | "group" | "invite";

/** What WhatsApp answered in place of a result. */
interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** The parts of Baileys' errors (Boom) that say what happened. */
interface LibraryError extends Error {
  readonly data?: unknown;
  readonly output?: { readonly statusCode?: unknown };
}

/** Codes with which the socket itself reports that there is no connection: closed, timed out, unavailable. */
const CONNECTION_CODES: readonly number[] = [408, 428, 503];

/** Errors whose meaning is the same whatever was asked. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  429: "WHATSAPP_RATE_LIMITED",
  500: "WHATSAPP_UNAVAILABLE",
  503: "WHATSAPP_UNAVAILABLE",
};

/** Errors that depend on what was asked; codes as WhatsApp's groups use them. */
const CODES_OF: Readonly<Record<Subject, Readonly<Record<number, ErrorCode>>>> = {
  account: {},
  group: { 401: "GROUP_ACCESS_DENIED", 403: "GROUP_ACCESS_DENIED", 404: "GROUP_NOT_FOUND" },
  invite: {
    401: "GROUP_ACCESS_DENIED",
    403: "GROUP_ACCESS_DENIED",
    404: "INVITE_INVALID",
    406: "INVITE_INVALID",
    409: "INVITE_INVALID",
    410: "INVITE_INVALID",
  },
};

/** The contract's error for what a request to WhatsApp raised. What is neither Baileys' nor WhatsApp's stays as it is. */
export function whatsappError(error: unknown, subject: Subject): unknown {
  if (error instanceof WaxwingError) return error;
  // The WebSocket's "close" gives a bare number.
  if (!(error instanceof Error)) return connectionLost(error);
  if (!isLibraryError(error)) return error;
  if (error.message.startsWith("App state key not present")) {
    return new WaxwingError("WHATSAPP_UNAVAILABLE", "The phone has not shared its keys for settings yet; try later.", {
      cause: error,
    });
  }
  const refusal = refusalOf(error);
  if (refusal !== null) return refused(refusal, subject, error);
  const code = Number(error.output?.statusCode);
  if (CONNECTION_CODES.includes(code) || /connection (closed|terminated|lost)|cancelled/i.test(error.message)) {
    return connectionLost(error);
  }
  return refused({ code, message: error.message }, subject, error);
}

/** The code with which WhatsApp refused; null when the error is of another kind. */
export function refusalCode(error: unknown): number | null {
  if (error instanceof WaxwingError) return error.details?.whatsapp?.code ?? null;
  return error instanceof Error && isLibraryError(error) ? (refusalOf(error)?.code ?? null) : null;
}

/** The error for WhatsApp's refusal of a request. */
export function refused({ code, message }: Refusal, subject: Subject, cause?: unknown): WaxwingError {
  const known = CODES_OF[subject][code] ?? CODES[code];
  const text = known === undefined ? `WhatsApp refused the request: ${message} (${code}).` : undefined;
  return new WaxwingError(known ?? "WHATSAPP_REJECTED", text, { details: { whatsapp: { code, message } }, cause });
}

/** The error for a request that had no answer: it may have been done or not. */
export function connectionLost(cause?: unknown): WaxwingError {
  const text = "The connection to WhatsApp was lost before it answered; it is not known whether the request was done.";
  return new WaxwingError("WHATSAPP_UNAVAILABLE", text, { cause });
}

/** The error for a request that WhatsApp left unanswered. */
export function unanswered(timeoutMs: number): WaxwingError {
  const text = `WhatsApp did not answer within ${Math.round(timeoutMs / 1000)} s; it is not known whether the request was done.`;
  return new WaxwingError("WHATSAPP_UNAVAILABLE", text);
}

function isLibraryError(error: Error): error is LibraryError {
  return "isBoom" in error && error.isBoom === true;
}

/** Answers of WhatsApp carry their code as `data`: a number, or the `<error code text>` node itself. */
function refusalOf({ data, message }: LibraryError): Refusal | null {
  if (typeof data === "number" && Number.isFinite(data)) return { code: data, message };
  if (typeof data !== "object" || data === null || !("attrs" in data)) return null;
  const { attrs } = data;
  if (typeof attrs !== "object" || attrs === null || !("code" in attrs)) return null;
  const code = Number(attrs.code);
  return Number.isFinite(code) ? { code, message } : null;
}
