import { type IqAnswer, IqError, type IqRequest, type IqRoute } from "../../iq.ts";
import type { Account } from "../../model.ts";
import { childOf, childrenOf, element, type Stanza } from "../../stanza.ts";
import type { World } from "../../world.ts";
import { textElement } from "./business-elements.ts";
import { countIn } from "./business-routes.ts";
import { collectionElement, orderElement, productElement, readProduct, textIn } from "./catalog-elements.ts";

const DEFAULT_PAGE = 10;

/** `w:biz:catalog` and orders. */
export function catalogRoutes(world: World): IqRoute[] {
  const catalog = (type: "get" | "set", child: string, answer: (request: IqRequest) => IqAnswer): IqRoute => ({
    xmlns: "w:biz:catalog",
    type,
    child,
    answer,
  });
  return [
    catalog("get", "product_catalog", (request) => productPage(world, request)),
    catalog("get", "collections", (request) => collections(world, request)),
    catalog("set", "product_catalog_add", (request) => addProduct(world, request)),
    catalog("set", "product_catalog_edit", (request) => editProduct(world, request)),
    catalog("set", "product_catalog_delete", (request) => deleteProducts(world, request)),
    {
      xmlns: "fb:thrift_iq",
      type: "get",
      child: "order",
      answer: ({ from, child }) => {
        const token = textIn(child, "token") ?? "";
        return [orderElement(world.media, world.profiles.catalog.order(from.account, child.attrs["id"] ?? "", token))];
      },
    },
  ];
}

/** A page ends with a cursor when there is more: the id of its last product. */
function productPage(world: World, { from, child }: IqRequest): IqAnswer {
  const business = businessOf(world, child.attrs["jid"]);
  const products = world.profiles.catalog.productsOf(business, from.account);
  const limit = countIn(child, "limit", DEFAULT_PAGE);
  const after = textIn(child, "after");
  const start = after === undefined ? 0 : products.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw new IqError(400, "bad-request");
  const page = products.slice(start, start + limit);
  const last = page.at(-1);
  const hasMore = start + limit < products.length && last !== undefined;
  const paging = hasMore ? [element("paging", {}, [textElement("after", last.id)])] : [];
  return [element("product_catalog", {}, [...page.map((product) => productElement(world.media, product)), ...paging])];
}

function collections(world: World, { from, child }: IqRequest): IqAnswer {
  const business = businessOf(world, child.attrs["biz_jid"]);
  const { catalog } = world.profiles;
  const itemLimit = countIn(child, "item_limit", DEFAULT_PAGE);
  const visible = new Map(catalog.productsOf(business, from.account).map((product) => [product.id, product]));
  const found = catalog.collectionsOf(business).slice(0, countIn(child, "collection_limit", DEFAULT_PAGE));
  const elements = found.map((collection) => {
    const products = collection.productIds.flatMap((id) => visible.get(id) ?? []);
    return collectionElement(world.media, collection, products.slice(0, itemLimit));
  });
  return [element("collections", {}, elements)];
}

function addProduct(world: World, { from, child }: IqRequest): IqAnswer {
  const details = readProduct(productIn(child));
  const product = world.profiles.catalog.add(from.account, { ...details, name: details.name ?? "" });
  return [element(child.tag, {}, [productElement(world.media, product)])];
}

function editProduct(world: World, { from, child }: IqRequest): IqAnswer {
  const request = productIn(child);
  const details = readProduct(request);
  const product = world.profiles.catalog.change(from.account, textIn(request, "id") ?? "", details);
  return [element(child.tag, {}, [productElement(world.media, product)])];
}

function deleteProducts(world: World, { from, child }: IqRequest): IqAnswer {
  const ids = childrenOf(child, "product").map((product) => textIn(product, "id") ?? "");
  return [element(child.tag, { deleted_count: world.profiles.catalog.remove(from.account, ids) })];
}

function productIn(request: Stanza): Stanza {
  const product = childOf(request, "product");
  if (product === undefined) throw new IqError(400, "bad-request");
  return product;
}

function businessOf(world: World, jid: string | undefined): Account {
  const account = world.directory.byJid(jid);
  if (account === undefined || account.business === null) throw new IqError(404, "item-not-found");
  return account;
}
