import type { IncomingHttpHeaders } from "node:http";
import type { HttpMethod } from "@waxwing/contract";

/** An HTTP request that is no operation, with its body unparsed. */
export interface InboundRequest {
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly requestId: string;
}

export interface InboundAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An HTTP entry that is no operation: Meta's webhook, a bot's call-back. Mounted by the composition root. */
export interface InboundRoute {
  readonly method: HttpMethod;
  readonly path: string;
  readonly bodyLimitBytes: number;
  handle(request: InboundRequest): Promise<InboundAnswer>;
}
