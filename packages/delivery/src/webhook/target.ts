import { type EventType, events } from "@waxwing/contract";
import { createTokenSource } from "./json-web-token.ts";
import type { WebhookRow } from "./row.ts";

/** Where and with what headers the events of one webhook are posted. Worked out once per change of the webhook. */
export interface WebhookTarget {
  /** The URL as configured. */
  readonly destination: string;
  wants(type: EventType): boolean;
  /** Whether messages that are media are to carry them as base64. */
  readonly wantsMedia: boolean;
  urlFor(type: EventType): URL;
  headersFor(eventId: string, attempt: number): Record<string, string>;
}

/** The header whose value is no header but the secret of a token. */
const secretHeader = "jwt_key";

/** `compatibility: "evolution"` makes `/messages-upsert` of a by-events suffix that else is `/MESSAGES_UPSERT`. */
export function createTarget(
  row: Pick<WebhookRow, "url" | "headers" | "enabled" | "events" | "byEvents" | "base64">,
  compatibility?: "evolution",
): WebhookTarget {
  const wanted = new Set(row.events);
  const urls = new Map<EventType, URL>();
  const own: Record<string, string> = {};
  let token: (() => string) | undefined;
  for (const [name, value] of Object.entries(row.headers ?? {})) {
    if (name.toLowerCase() === secretHeader) token = createTokenSource(value);
    else own[name.toLowerCase()] = value;
  }
  own["content-type"] = "application/json";

  return {
    destination: row.url,
    wants: (type) => row.enabled && (wanted.size === 0 || wanted.has(type)),
    wantsMedia: row.base64,
    urlFor(type) {
      let url = urls.get(type);
      if (url === undefined) {
        url = new URL(row.url);
        if (row.byEvents) url.pathname = `${url.pathname.replace(/\/+$/, "")}/${suffixOf(type, compatibility)}`;
        urls.set(type, url);
      }
      return url;
    },
    headersFor(eventId, attempt) {
      const headers: Record<string, string> = {
        ...own,
        "x-waxwing-event-id": eventId,
        "x-waxwing-attempt": String(attempt),
      };
      if (token !== undefined) headers["authorization"] = `Bearer ${token()}`;
      return headers;
    },
  };
}

function suffixOf(type: EventType, compatibility: "evolution" | undefined): string {
  return compatibility === "evolution" ? events[type].wireName.replace(/[._]/g, "-") : type;
}
