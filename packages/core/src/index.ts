export type { RateLimits } from "./access/access.ts";
export type { Caller, Principal } from "./caller.ts";
export type { ConnectionReport, Connections, PairingReport } from "./connections.ts";
export {
  type Composition,
  type Core,
  type CoreHealth,
  type CoreOptions,
  createCore,
  type RunningCore,
} from "./core.ts";
export {
  type CreationStep,
  chatKeyOf,
  type DeliveryChannel,
  type EventLogReader,
  type LoggedEvent,
  type LogPosition,
} from "./delivery-channel.ts";
export type * from "./engine.ts";
export {
  type CallerSignal,
  decodedInput,
  type Executor,
  type InputOf,
  type InputSource,
  type StreamRequest,
} from "./executor.ts";
export { isDatabaseAway } from "./failures.ts";
export { isUuid, uuidv7 } from "./identifiers.ts";
export type { InboundAnswer, InboundRequest, InboundRoute } from "./inbound-route.ts";
export type * from "./inbox.ts";
export type { InstanceDirectory, InstanceRecord } from "./instance-directory.ts";
export { isAfter } from "./log/read.ts";
export type { MediumOpener } from "./medium-opener.ts";
export type { MessageLookup } from "./message-lookup.ts";
export type { OperationContext } from "./operation-context.ts";
export { requireKeys, type SealedColumn, sealAnew } from "./sealed-columns.ts";
export { createSealing, type Sealing } from "./sealing.ts";
export { sentContextOf } from "./sent-context.ts";
export { createGroupCommit, type GroupCommit } from "./store/group-commit.ts";
export type { UploadSink } from "./uploads.ts";
export { pause } from "./waiting.ts";
