import { z } from "zod";
import { mutation } from "../definition/operation.ts";
import { field, model } from "../definition/schema.ts";
import { Collection, Product } from "../models/catalog.ts";
import { AccountOrOwn, InstanceName, Jid } from "../models/jid.ts";
import { engineErrors, recipientErrors } from "./engine-errors.ts";

const owner = {
  wuid: field(Jid, "The business account", "5511999999999@s.whatsapp.net"),
  numberExists: field(z.boolean(), "Whether it is on WhatsApp", true),
  isBusiness: field(z.boolean(), "Whether it is a business account", true),
};

const count = z.int().min(0).max(1_000_000);

export const business = {
  getCatalog: mutation({
    rest: { method: "POST", path: "/business/getCatalog/:instanceName", status: 200 },
    access: "instance",
    summary: "Get the catalog of a business",
    description: "Answers products of a business; `nextPageCursor` as `cursor` gives the ones that follow.",
    input: z.object({
      instanceName: InstanceName,
      number: AccountOrOwn,
      limit: field(z.int().min(1).max(100), "Products at a time", 10).default(10),
      cursor: field(z.string().min(1).max(4096), "Where to go on", "QVFIUmZA4Zz").optional(),
    }),
    output: model("Catalog", "Products of a business", {
      ...owner,
      catalogLength: field(count, "Products in this answer", 1),
      catalog: z.array(Product).meta({ description: "The products" }),
      nextPageCursor: field(z.string(), "Where to go on; null at the end", "QVFIUmZA4Zz").nullable(),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999" },
  }),

  getCollections: mutation({
    rest: { method: "POST", path: "/business/getCollections/:instanceName", status: 200 },
    access: "instance",
    summary: "Get the collections of a business",
    description: "Answers the collections of a business with their products.",
    input: z.object({
      instanceName: InstanceName,
      number: AccountOrOwn,
      limit: field(z.int().min(1).max(20), "Most collections", 10).default(10),
    }),
    output: model("Collections", "Collections of a business", {
      ...owner,
      name: field(z.string(), "Name of the account, where it is known", "My shop").nullable(),
      collectionsLength: field(count, "Collections in this answer", 1),
      collections: z.array(Collection).meta({ description: "The collections" }),
    }),
    errors: [...recipientErrors, ...engineErrors],
    example: { instanceName: "my-instance", number: "5511999999999" },
  }),
};
