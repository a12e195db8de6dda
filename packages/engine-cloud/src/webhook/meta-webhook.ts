import { errorBody, WaxwingError } from "@waxwing/contract";
import type { InboundAnswer, InboundRequest, InboundRoute, Inbox } from "@waxwing/core";
import type { EngineLog } from "../engine-log.ts";
import { parsedJson } from "../parsed-json.ts";
import { Occasional } from "./occasional.ts";
import { WebhookPayload, WHATSAPP_OBJECT } from "./payload.ts";
import { type InstanceDelivery, type InstanceDirectory, readPayload, type Unread } from "./read-payload.ts";
import { isSameSecret, signatureCheck } from "./signature.ts";

/** Where Meta posts to, below the server's address. */
export const META_WEBHOOK_PATH = "/webhook/meta";

/** Meta's own limit of one webhook body. Source: Meta, "WhatsApp Cloud API: Webhooks". */
const BODY_LIMIT_BYTES = 3 * 1024 * 1024;

const LOG_INTERVAL_MS = 60_000;

export interface MetaWebhookOptions {
  readonly inbox: Inbox;
  readonly instances: InstanceDirectory;
  /** Given to Meta beside the address; without it, the handshake is always refused. */
  readonly verifyToken: string | undefined;
  /** Secret of the Meta app: requests must be signed with it. Without it, anybody who reaches the address is believed. */
  readonly appSecret?: string | undefined;
  readonly log: EngineLog;
}

/** Meta's webhook: the handshake (GET) and what arrives (POST). POST answers 200 only after everything is stored. */
export function createMetaWebhook(options: MetaWebhookOptions): InboundRoute[] {
  const { inbox, log } = options;
  const isSigned = options.appSecret === undefined ? () => true : signatureCheck(options.appSecret);
  const occasional = new Occasional(LOG_INTERVAL_MS);

  async function verify({ query, requestId }: InboundRequest): Promise<InboundAnswer> {
    const token = query["hub.verify_token"];
    const challenge = query["hub.challenge"];
    const isAllowed =
      query["hub.mode"] === "subscribe" &&
      challenge !== undefined &&
      token !== undefined &&
      options.verifyToken !== undefined &&
      options.verifyToken !== "" &&
      isSameSecret(token, options.verifyToken);
    if (isAllowed) return { status: 200, contentType: "text/plain; charset=utf-8", body: challenge };
    log.warn({ requestId }, "refused a handshake of Meta's webhook: mode, verify token or challenge do not fit");
    return refusal("FORBIDDEN", "hub.mode, hub.verify_token or hub.challenge do not fit.", requestId);
  }

  async function receive({ rawBody, headers, requestId }: InboundRequest): Promise<InboundAnswer> {
    if (!isSigned(rawBody, headers["x-hub-signature-256"])) {
      if (occasional.isDue("signature"))
        log.warn({ requestId }, "refused a webhook of Meta: missing or wrong signature");
      return refusal("UNAUTHORIZED", "X-Hub-Signature-256 is missing or wrong.", requestId);
    }
    const payload = parsedJson(rawBody.toString("utf8"));
    if (payload === undefined) return refusal("MALFORMED_BODY", "The body is not JSON.", requestId);
    const object = WebhookPayload.safeParse(payload).data?.object;
    if (object !== WHATSAPP_OBJECT) {
      // Any other answer would make Meta send it again for days.
      if (occasional.isDue("object")) log.warn({ requestId }, "ignored a webhook that is not about WhatsApp");
      return received;
    }
    const deliveries = readPayload(payload, options.instances, (unread) => report(unread, requestId));
    const stored = await Promise.all(deliveries.map((delivery) => isStored(delivery, requestId)));
    if (stored.every(Boolean)) return received;
    return refusal("SERVICE_UNAVAILABLE", "Not everything could be stored; send it again.", requestId);
  }

  async function isStored({ instance, batch }: InstanceDelivery, requestId: string): Promise<boolean> {
    try {
      await inbox.receive(instance.id, batch);
      return true;
    } catch (err) {
      log.error(
        { err, requestId, instance: instance.name },
        "a webhook of Meta could not be stored; Meta will send it again",
      );
      return false;
    }
  }

  function report(unread: Unread, requestId: string): void {
    switch (unread.kind) {
      case "element":
        log.warn(
          { requestId, element: unread.element, why: unread.why },
          "skipped a part of a webhook that cannot be read",
        );
        break;
      case "field":
        log.debug({ requestId, field: unread.field }, "ignored a webhook field");
        break;
      case "number":
        if (occasional.isDue(`number ${unread.phoneNumberId}`)) {
          log.warn(
            { requestId, phoneNumberId: unread.phoneNumberId },
            "ignored a webhook: no instance has this phone number id",
          );
        }
        break;
      case "error":
        log.warn(
          { requestId, phoneNumberId: unread.phoneNumberId, code: unread.code },
          "Meta reports an error by webhook",
        );
        break;
    }
  }

  return [
    { method: "GET", path: META_WEBHOOK_PATH, bodyLimitBytes: 0, handle: verify },
    { method: "POST", path: META_WEBHOOK_PATH, bodyLimitBytes: BODY_LIMIT_BYTES, handle: receive },
  ];
}

const received: InboundAnswer = {
  status: 200,
  contentType: "application/json; charset=utf-8",
  body: '{"received":true}',
};

function refusal(
  code: "FORBIDDEN" | "UNAUTHORIZED" | "MALFORMED_BODY" | "SERVICE_UNAVAILABLE",
  message: string,
  requestId: string,
): InboundAnswer {
  const error = new WaxwingError(code, message);
  return {
    status: error.status,
    contentType: "application/json; charset=utf-8",
    body: JSON.stringify(errorBody(error, requestId)),
  };
}
