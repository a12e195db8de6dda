export { type AddressVerdict, judgeAddress } from "./address-policy.ts";
export { type Cidr, CidrListError, parseCidrList, toCidrs } from "./cidr.ts";
export type { DownloadRequest, OutboundDownload } from "./download.ts";
export { guardLookup, type ResolveAddresses } from "./guarded-connector.ts";
export { createOutbound, type Outbound, type OutboundOptions, type OutboundRequest } from "./outbound.ts";
export { OutboundError, type OutboundErrorCode, type OutboundErrorDetails } from "./outbound-error.ts";
export type { RequestBody, StreamedBody } from "./request-body.ts";
export type { OutboundResponse } from "./response-collector.ts";
