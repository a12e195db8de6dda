import { DEFAULT_ACCESS_TOKEN, DEFAULT_PHONE_NUMBER_ID } from "../graph/defaults.ts";
import type { GraphServerOptions } from "../graph/options.ts";

/** Options of the Graph side, for `parseArgs`: the Graph server alone and the whole sandbox take the same. */
export const GRAPH_ARGUMENTS = {
  webhook: { type: "string" },
  "app-secret": { type: "string" },
  "verify-token": { type: "string" },
  "access-token": { type: "string" },
  "phone-number-id": { type: "string", multiple: true },
  "no-statuses": { type: "boolean" },
} as const;

/** What {@link GRAPH_ARGUMENTS} are parsed to. */
export interface GraphArguments {
  readonly webhook?: string | undefined;
  readonly "app-secret"?: string | undefined;
  readonly "verify-token"?: string | undefined;
  readonly "access-token"?: string | undefined;
  readonly "phone-number-id"?: string[] | undefined;
  readonly "no-statuses"?: boolean | undefined;
}

/** The lines of the usage text about them. */
export const GRAPH_USAGE = `\
  --webhook URL            where webhooks go (GRAPH_WEBHOOK; http://127.0.0.1:8080/webhook/meta; "none" for nowhere)
  --app-secret TEXT        signs the webhooks (WA_BUSINESS_APP_SECRET)
  --verify-token TEXT      for the handshake with the receiver (WA_BUSINESS_TOKEN_WEBHOOK)
  --access-token TEXT      what requests must carry (GRAPH_ACCESS_TOKEN; ${DEFAULT_ACCESS_TOKEN})
  --phone-number-id ID     repeatable (GRAPH_PHONE_NUMBER_ID, separated by commas; ${DEFAULT_PHONE_NUMBER_ID})
  --no-statuses            do not report sent and delivered (GRAPH_STATUSES=false)`;

/** What the arguments, or else the environment, say. Raises an Error with a sentence for people when one is wrong. */
export function readGraphOptions(values: GraphArguments, env: NodeJS.ProcessEnv): GraphServerOptions {
  const webhook = values.webhook ?? env["GRAPH_WEBHOOK"];
  if (webhook !== undefined && webhook !== "none" && !URL.canParse(webhook)) {
    throw new Error(`--webhook: ${webhook} is not an address`);
  }
  const ids = values["phone-number-id"] ?? env["GRAPH_PHONE_NUMBER_ID"]?.split(",").map((id) => id.trim());
  for (const id of ids ?? []) {
    if (!/^\d+$/.test(id)) throw new Error(`--phone-number-id: ${JSON.stringify(id)} must be digits`);
  }
  const appSecret = values["app-secret"] ?? env["WA_BUSINESS_APP_SECRET"];
  const verifyToken = values["verify-token"] ?? env["WA_BUSINESS_TOKEN_WEBHOOK"];
  const accessToken = values["access-token"] ?? env["GRAPH_ACCESS_TOKEN"];
  return {
    statuses: values["no-statuses"] !== true && env["GRAPH_STATUSES"] !== "false",
    ...(webhook ? { webhookUrl: webhook === "none" ? null : webhook } : {}),
    ...(appSecret ? { appSecret } : {}),
    ...(verifyToken ? { verifyToken } : {}),
    ...(accessToken ? { accessToken } : {}),
    ...(ids === undefined ? {} : { phoneNumbers: ids.map((id) => ({ id })) }),
  };
}

/** A TCP port from an argument. Raises an Error with a sentence for people. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port: ${text} is not a port`);
  return port;
}
