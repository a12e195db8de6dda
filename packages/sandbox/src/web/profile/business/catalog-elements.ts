import type { Media } from "../../media/media.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../../stanza.ts";
import { textElement } from "./business-elements.ts";
import type { Order, Product, ProductCollection, ProductDetails } from "./catalog.ts";

/** `<product>` as clients read it (section 8). */
export function productElement(media: Media, product: Product): Stanza {
  const images = (product.imageUrls ?? [])
    .map((address) => media.reachable(address))
    .map((url, index) =>
      element("image", {}, [
        textElement("id", `${product.id}${index}`),
        // The client asks for a size; the sandbox has no other than the original.
        textElement("request_image_url", url),
        textElement("original_image_url", url),
      ]),
    );
  const optional = { description: product.description, retailer_id: product.retailerId, url: product.url };
  return element("product", { is_hidden: String(product.isHidden ?? false) }, [
    textElement("id", product.id),
    textElement("name", product.name),
    ...Object.entries(optional).flatMap(([tag, text]) => (text === undefined ? [] : [textElement(tag, text)])),
    ...(product.price === undefined ? [] : [textElement("price", String(product.price))]),
    ...(product.currency === undefined ? [] : [textElement("currency", product.currency)]),
    element("media", {}, images),
    statusElement(product.reviewStatus),
  ]);
}

export function collectionElement(media: Media, collection: ProductCollection, products: readonly Product[]): Stanza {
  return element("collection", {}, [
    textElement("id", collection.id),
    textElement("name", collection.name),
    ...products.map((product) => productElement(media, product)),
    statusElement("APPROVED"),
  ]);
}

export function orderElement(media: Media, order: Order): Stanza {
  const products = order.items.map((item) =>
    element("product", {}, [
      textElement("id", item.productId),
      textElement("name", item.name),
      ...(item.imageUrl === undefined
        ? []
        : [element("image", {}, [textElement("url", media.reachable(item.imageUrl))])]),
      textElement("price", String(item.price)),
      textElement("currency", item.currency),
      textElement("quantity", String(item.quantity)),
    ]),
  );
  const total = order.items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const currency = order.items[0]?.currency ?? "";
  return element("order", { id: order.id }, [
    ...products,
    element("price", {}, [textElement("total", String(total)), textElement("currency", currency)]),
  ]);
}

/** Reads a client's `<product>`: only what it names. */
export function readProduct(product: Stanza): Partial<ProductDetails> {
  const images = childOf(product, "media");
  const isHidden = product.attrs["is_hidden"];
  const origin = childOf(childOf(product, "compliance_info"), "country_code_origin");
  const price = textIn(product, "price");
  return {
    ...present("name", textIn(product, "name")),
    ...present("description", textIn(product, "description")),
    ...present("retailerId", textIn(product, "retailer_id")),
    ...present("url", textIn(product, "url")),
    ...present("currency", textIn(product, "currency")),
    ...present("price", price === undefined ? undefined : Number(price)),
    ...present("isHidden", isHidden === undefined ? undefined : isHidden === "true"),
    ...present("originCountryCode", origin === undefined ? undefined : textOf(origin)),
    ...present(
      "imageUrls",
      images === undefined ? undefined : childrenOf(images, "image").map((image) => textIn(image, "url") ?? ""),
    ),
  };
}

/** The text of a child; undefined when there is none. */
export function textIn(stanza: Stanza | undefined, tag: string): string | undefined {
  const child = childOf(stanza, tag);
  return child === undefined ? undefined : textOf(child);
}

function statusElement(status: string): Stanza {
  return element("status_info", {}, [textElement("status", status), textElement("can_appeal", "false")]);
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}
