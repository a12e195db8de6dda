import type { CatalogReading } from "@waxwing/core";
import type { WebSessions } from "../session.ts";
import { jsonOf } from "./json.ts";
import { request } from "./request.ts";

/** Catalogs of businesses on WhatsApp Web. */
export function createCatalogs({ sessions }: { readonly sessions: WebSessions }): CatalogReading {
  return {
    async catalog(instance, jid, { limit, cursor }, signal) {
      const { products, nextPageCursor } = await request(sessions.of(instance), { signal }, (socket) =>
        socket.getCatalog({ jid, limit, ...(cursor === undefined ? {} : { cursor }) }),
      );
      return { items: products.map(jsonOf), nextCursor: nextPageCursor ?? null };
    },

    async collections(instance, jid, limit, signal) {
      const { collections } = await request(sessions.of(instance), { signal }, (socket) =>
        socket.getCollections(jid, limit),
      );
      return collections.map(jsonOf);
    },
  };
}
