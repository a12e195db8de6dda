export type { CallOptions } from "./call.ts";
export { createWaxwingClient, type WaxwingClient } from "./client.ts";
export type { WaxwingClientOptions } from "./connection.ts";
export { type ErrorDetails, hasCode, type InputIssue, WaxwingApiError, WaxwingConnectionError } from "./errors.ts";
export type { EventsOf, EventsRequest } from "./event-stream.ts";
export * from "./generated/operations.ts";
