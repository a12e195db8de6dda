import type { z } from "zod";
import type { Sandbox } from "../sandbox-interface.ts";

/** The chapters of the admin API, in the order in which its description lists them. */
export const ADMIN_TAGS = {
  Sandbox: "Addresses, certificate, clock, reset.",
  Accounts: "WhatsApp users whose phones a client can be paired with.",
  "Mock phone": "What the user does with the phone in hand while a client is paired.",
  Devices: "Linked devices: list, unlink, cut, ban.",
  Contacts: "People who write and read: to WhatsApp Web clients and to Cloud API numbers alike.",
  Groups: "Groups as their members on phones manage them.",
  Faults: "What is to go wrong.",
  Transcript: "What went over the wire, decoded.",
} as const;
export type AdminTag = keyof typeof ADMIN_TAGS;

type Fields = z.ZodObject;

/** What a handler gets: everything checked. */
export interface AdminInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** One call of the admin API: the routes and the OpenAPI document are both made from these. */
export interface AdminOperation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/admin`, with parameters in braces: `/contacts/{phone}/say`. */
  readonly path: string;
  /** Unique; names the call in generated clients. */
  readonly id: string;
  readonly tag: AdminTag;
  /** One sentence without a full stop. */
  readonly summary: string;
  readonly description?: string;
  readonly params?: Fields;
  readonly query?: Fields;
  readonly body?: z.ZodType;
  /** `text` takes the body as it comes, whatever its content type. Default `json`. */
  readonly bodyKind?: "json" | "text";
  /** Default 1 MB. */
  readonly bodyLimitBytes?: number;
  /** Status of the answer. Default 200. */
  readonly status?: 200 | 201;
  readonly answer: z.ZodType;
  /** Default `application/json`. */
  readonly answerType?: string;
  handle(input: AdminInput<unknown, unknown, unknown>, sandbox: Sandbox): unknown;
}

interface Definition<Params extends Fields, Query extends Fields, Body extends z.ZodType, Answer extends z.ZodType>
  extends Omit<AdminOperation, "params" | "query" | "body" | "answer" | "handle"> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  handle(
    input: AdminInput<z.output<Params>, z.output<Query>, z.output<Body>>,
    sandbox: Sandbox,
  ): z.input<Answer> | Promise<z.input<Answer>>;
}

/** Ties a handler to the schemas of its input and of its answer; an answer that does not fit does not compile. */
export function operation<
  Params extends Fields = z.ZodObject<Record<never, never>>,
  Query extends Fields = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUnknown,
>(definition: Definition<Params, Query, Body, Answer>): AdminOperation {
  // The routes hand over what these very schemas have parsed, so that forgetting the types here loses nothing.
  return definition as unknown as AdminOperation;
}
