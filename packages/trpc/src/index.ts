export type { AppRouter, EventsInput, TrackedEvent, TrpcErrorData, TrpcErrorShape, TrpcRecord } from "./app-router.ts";
export { registerTrpc, type TrpcOptions } from "./register.ts";
