export type { DeliveryLog } from "./delivery-log.ts";
export type { WebhookSettings } from "./webhook/settings.ts";
export {
  createWebhookDelivery,
  type WebhookDelivery,
  type WebhookDeliveryOptions,
} from "./webhook/webhook-delivery.ts";
