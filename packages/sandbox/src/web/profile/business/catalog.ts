import type { Collection } from "../../../store/store.ts";
import { IqError } from "../../iq.ts";
import type { Account } from "../../model.ts";
import type { World } from "../../world.ts";

/** What a business says of a product. */
export interface ProductDetails {
  readonly name: string;
  readonly description?: string;
  /** In thousandths of the currency's unit, as WhatsApp counts. */
  readonly price?: number;
  /** ISO 4217, for example `BRL`. */
  readonly currency?: string;
  readonly retailerId?: string;
  /** The shop's own page. */
  readonly url?: string;
  /** Clients name those on the media server as they like; see `Media.reachable`. */
  readonly imageUrls?: readonly string[];
  readonly isHidden?: boolean;
  /** ISO 3166; absent when the business is exempt from naming it. */
  readonly originCountryCode?: string;
}

/** A product in a catalog. Kept in the store's `products` under `{lid} {id}`. */
export interface Product extends ProductDetails {
  readonly id: string;
  /** LID user of the business. */
  readonly lid: string;
  /** `APPROVED` from the start (WhatsApp reviews first; assumed here), `PENDING`, `REJECTED`. */
  readonly reviewStatus: string;
}

/** Some products of a catalog under a name. Kept in the store's `product collections` under `{lid} {id}`. */
export interface ProductCollection {
  readonly id: string;
  readonly lid: string;
  readonly name: string;
  readonly productIds: readonly string[];
}

/** What somebody ordered. The token is known to seller and buyer, from the order message. */
export interface Order {
  readonly id: string;
  readonly token: string;
  readonly sellerLid: string;
  readonly buyerLid: string;
  readonly items: readonly OrderItem[];
}

export interface OrderItem {
  readonly productId: string;
  readonly name: string;
  /** In thousandths of the currency's unit. */
  readonly price: number;
  readonly currency: string;
  readonly quantity: number;
  readonly imageUrl?: string;
}

/** Products of businesses, their collections, and orders. */
export class Catalog {
  readonly #world: World;
  readonly #products: Collection<Product>;
  readonly #collections: Collection<ProductCollection>;
  readonly #orders: Collection<Order>;

  constructor(world: World) {
    this.#world = world;
    this.#products = world.store.collection("products");
    this.#collections = world.store.collection("product collections");
    this.#orders = world.store.collection("orders");
  }

  /** Products of a business, oldest first; hidden ones are shown to the business alone. */
  productsOf(business: Account, viewer: Account = business): Product[] {
    return [...this.#products.values()].filter(
      ({ lid, isHidden }) => lid === business.lid && (viewer === business || isHidden !== true),
    );
  }

  product(business: Account, id: string): Product | undefined {
    return this.#products.get(`${business.lid} ${id}`);
  }

  /** Raises IqError 403 when the account is no business, 400 for details that are not valid (both assumed). */
  add(business: Account, details: ProductDetails, reviewStatus = "APPROVED"): Product {
    if (business.business === null) throw new IqError(403, "forbidden");
    checkDetails(details);
    const id = this.#world.random.digits(`product ${business.phone}`, 16);
    const product = { ...details, id, lid: business.lid, reviewStatus };
    this.#products.set(`${business.lid} ${id}`, product);
    return product;
  }

  /** Replaces what is given. Raises IqError 404 for an unknown product, 400 for details that are not valid (assumed). */
  change(business: Account, id: string, details: Partial<ProductDetails>, reviewStatus?: string): Product {
    const known = this.product(business, id);
    if (known === undefined) throw new IqError(404, "item-not-found");
    const product = { ...known, ...details, ...(reviewStatus === undefined ? {} : { reviewStatus }) };
    checkDetails(product);
    this.#products.set(`${business.lid} ${id}`, product);
    return product;
  }

  /** Removes products, from collections too. Gives how many there were. */
  remove(business: Account, ids: readonly string[]): number {
    const removed = ids.filter((id) => this.#products.delete(`${business.lid} ${id}`));
    for (const [key, collection] of this.#collections.entries()) {
      if (collection.lid !== business.lid) continue;
      const productIds = collection.productIds.filter((id) => !removed.includes(id));
      if (productIds.length !== collection.productIds.length) this.#collections.set(key, { ...collection, productIds });
    }
    return removed.length;
  }

  collectionsOf(business: Account): ProductCollection[] {
    return [...this.#collections.values()].filter(({ lid }) => lid === business.lid);
  }

  addCollection(business: Account, name: string, productIds: readonly string[]): ProductCollection {
    const id = this.#world.random.digits(`product collection ${business.phone}`, 16);
    const collection = { id, lid: business.lid, name, productIds };
    this.#collections.set(`${business.lid} ${id}`, collection);
    return collection;
  }

  /** Notes an order. Its id and token go into the order message that the buyer sends. */
  addOrder(seller: Account, buyer: Account, items: readonly OrderItem[]): Order {
    const id = this.#world.random.digits(`order ${buyer.phone}`, 16);
    const token = this.#world.random.bytes(`order ${buyer.phone}`, 32).toString("base64");
    const order = { id, token, sellerLid: seller.lid, buyerLid: buyer.lid, items };
    this.#orders.set(id, order);
    return order;
  }

  /** Raises IqError 404 for an unknown order, 401 for a wrong token or somebody who has no part in it (assumed). */
  order(viewer: Account, id: string, token: string): Order {
    const order = this.#orders.get(id);
    if (order === undefined) throw new IqError(404, "item-not-found");
    const isPart = order.sellerLid === viewer.lid || order.buyerLid === viewer.lid;
    if (!isPart || order.token !== token) throw new IqError(401, "not-authorized");
    return order;
  }
}

function checkDetails({ name, price, currency, imageUrls = [] }: ProductDetails): void {
  const isPriceValid = price === undefined || (Number.isSafeInteger(price) && price >= 0);
  const isCurrencyValid = currency === undefined || /^[A-Z]{3}$/.test(currency);
  const areImagesValid = imageUrls.every((url) => /^https?:/.test(url) && URL.canParse(url));
  if (name === "" || !isPriceValid || !isCurrencyValid || !areImagesValid) throw new IqError(400, "bad-request");
}
