import { type Handlers, WaxwingError } from "@waxwing/contract";
import type { CreationStep, OperationContext } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { type Outbound, OutboundError } from "@waxwing/outbound";
import type { Receivers } from "./receivers.ts";
import { loadWebhooks, storeWebhook, toWebhook, type WebhookRow } from "./row.ts";

interface HandlerOptions {
  readonly database: Database;
  readonly outbound: Pick<Outbound, "assertUrlAllowed">;
  readonly receivers: Receivers;
  /** Called after a webhook was set. */
  readonly changed: (row: WebhookRow) => void;
}

/** Handlers of `webhook.*`. */
export function webhookHandlers({
  database,
  outbound,
  receivers,
  changed,
}: HandlerOptions): Handlers<OperationContext>["webhook"] {
  return {
    async set({ webhook }, { instance }) {
      refuseForbiddenUrl(outbound, webhook.url);
      const change = {
        url: webhook.url,
        headers: webhook.headers ?? null,
        enabled: webhook.enabled,
        events: webhook.events ?? [],
        byEvents: webhook.webhookByEvents ?? false,
        base64: webhook.webhookBase64 ?? false,
      };
      let row: WebhookRow;
      try {
        row = await storeWebhook(database, instance.id, change);
      } catch (error) {
        // The answer may have got lost after the commit.
        receivers.doubt(instance.id);
        throw error;
      }
      changed(row);
      return toWebhook(row);
    },

    async find(_input, { instance }) {
      const [found] = await loadWebhooks(database, [instance.id]);
      return found === undefined ? null : toWebhook(found.row);
    },
  };
}

/** Stores the webhook that is given when an instance is created. The reader of the log learns of it by INSTANCE_CREATE. */
export function webhookCreationStep(outbound: Pick<Outbound, "assertUrlAllowed">): CreationStep {
  return {
    async check({ webhook }) {
      if (webhook !== undefined) refuseForbiddenUrl(outbound, webhook.url);
    },
    async apply(client, instanceId, { webhook }) {
      if (webhook === undefined) return {};
      const { url, headers, byEvents, base64 } = await storeWebhook(client, instanceId, {
        url: webhook.url,
        headers: webhook.headers ?? null,
        enabled: webhook.enabled ?? true,
        events: webhook.events ?? [],
        byEvents: webhook.byEvents ?? false,
        base64: webhook.base64 ?? false,
      });
      return {
        webhook: {
          webhookUrl: url,
          webhookHeaders: headers === null ? null : { ...headers },
          webhookByEvents: byEvents,
          webhookBase64: base64,
        },
      };
    },
  };
}

function refuseForbiddenUrl(outbound: Pick<Outbound, "assertUrlAllowed">, url: string): void {
  try {
    outbound.assertUrlAllowed(url);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new WaxwingError("URL_NOT_ALLOWED", `The webhook's URL cannot be used: ${error.message}.`, { cause: error });
  }
}
