import { z } from "zod";
import { field, Json, model } from "../definition/schema.ts";

/** A product; also parses what WhatsApp gives. */
export const Product = model("Product", "A product of a catalog", {
  id: field(z.string(), "WhatsApp's id of the product", "7412345678901234"),
  retailerId: field(z.string(), "The seller's own id", "SKU-1").nullish(),
  name: field(z.string(), "Name", "Pizza"),
  description: field(z.string(), "Description", "With cheese").nullish(),
  price: field(z.number(), "Price in thousandths of the currency", 42_900).nullable(),
  currency: field(z.string(), "Currency (ISO 4217)", "BRL").nullable(),
  url: field(z.string(), "Page of the product", "https://example.com/pizza").nullish(),
  availability: field(z.string(), "Whether it can be had", "in stock").nullish(),
  isHidden: field(z.boolean(), "Whether customers do not see it", false).nullish(),
  imageUrls: field(Json, "Pictures by size, as WhatsApp gave them", {
    requested: "https://example.com/media/picture.jpg",
  }).nullish(),
  reviewStatus: field(Json, "State of WhatsApp's review, as it gave it", { whatsapp: "APPROVED" }).nullish(),
});

/** A collection; also parses what WhatsApp gives. */
export const Collection = model("Collection", "Products that belong together", {
  id: field(z.string(), "WhatsApp's id of the collection", "371234567890123"),
  name: field(z.string(), "Name", "Food"),
  products: z.array(Product).meta({ description: "The products" }),
  status: field(Json, "State of WhatsApp's review, as it gave it", { status: "APPROVED", canAppeal: false }).nullish(),
});
