import { Collection, type Handlers, Product } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { connectedCapability } from "./connected-engine.ts";
import { contactNames } from "./contact-names.ts";
import { accountOrOwn } from "./resolved-recipient.ts";

/** Handlers of `business.*`. */
export function businessHandlers(parts: CoreParts): Handlers<OperationContext>["business"] {
  /** Whether an account is a business; taken for granted where the engine cannot tell. */
  const isBusiness = async ({ instance, signal }: OperationContext, jid: string): Promise<boolean> => {
    const { profile } = parts.engines.of(instance.integration);
    return profile === undefined || (await profile.businessProfile(instance, jid, signal)) !== null;
  };

  return {
    async getCatalog({ number, limit, cursor }, context) {
      const { instance, signal } = context;
      const catalogs = connectedCapability(parts, instance, "catalogs");
      const { jid } = await accountOrOwn(parts, context, number);
      const owner = { wuid: jid, numberExists: true };
      if (!(await isBusiness(context, jid)))
        return { ...owner, isBusiness: false, catalogLength: 0, catalog: [], nextPageCursor: null };
      const { items, nextCursor } = await catalogs.catalog(instance, jid, { limit, cursor }, signal);
      const catalog = items.map((item) => Product.parse(item));
      return { ...owner, isBusiness: true, catalogLength: catalog.length, catalog, nextPageCursor: nextCursor };
    },

    async getCollections({ number, limit }, context) {
      const { instance, signal } = context;
      const catalogs = connectedCapability(parts, instance, "catalogs");
      const { jid, lid } = await accountOrOwn(parts, context, number);
      const names = await contactNames(parts.database, instance.id, lid === undefined ? [jid] : [jid, lid]);
      const owner = { wuid: jid, name: names.get(jid) ?? names.get(lid ?? "") ?? null, numberExists: true };
      if (!(await isBusiness(context, jid)))
        return { ...owner, isBusiness: false, collectionsLength: 0, collections: [] };
      const found = await catalogs.collections(instance, jid, limit, signal);
      const collections = found.map((item) => Collection.parse(item));
      return { ...owner, isBusiness: true, collectionsLength: collections.length, collections };
    },
  };
}
