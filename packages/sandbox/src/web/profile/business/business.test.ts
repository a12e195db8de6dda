import type { Product } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientOptions } from "../../../client-options.ts";
import { connectClient, type TestClient } from "../../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../../testing/start.ts";
import { GREEN_JPEG } from "../../media/testing/sample-pictures.ts";
import { ask, codeOf } from "../testing/requests.ts";

let sandbox: TestSandbox;
let web: ReturnType<typeof clientOptions>;
let shop: TestClient;
let customer: TestClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  web = clientOptions({ host: "127.0.0.1", port: sandbox.port, caPem: sandbox.caPem });
  shop = await connectClient(sandbox, { phone: "15550000001", name: "Shop" });
  customer = await connectClient(sandbox, { phone: "15550000002", name: "Customer" });
  sandbox.world.profiles.setBusiness(shop.account, {
    description: "Bread and more",
    websites: ["https://bakery.example"],
    categories: [{ id: "1", name: "Bakery" }],
  });
});

afterAll(async () => {
  await shop?.close();
  await customer?.close();
  await web?.close();
  await sandbox?.close();
});

async function fetchImage(url: string | undefined): Promise<Buffer> {
  return Buffer.from(await (await fetch(url ?? "", web.options)).arrayBuffer());
}

describe("business profile", () => {
  test("a customer sees it; a person has none", async () => {
    expect(await customer.socket.getBusinessProfile(shop.jid)).toMatchObject({
      wid: shop.jid,
      description: "Bread and more",
      website: ["https://bakery.example"],
      category: "Bakery",
    });
    expect(await shop.socket.getBusinessProfile(customer.jid)).toBeUndefined();
    expect(await customer.socket.getBusinessProfile("15559999999@s.whatsapp.net")).toBeUndefined();
  });

  test("what its client changes is seen, and the rest stays", async () => {
    await shop.socket.updateBussinesProfile({
      address: "1 Oven Street",
      email: "hello@bakery.example",
      hours: {
        timezone: "America/Sao_Paulo",
        days: [
          { day: "mon", mode: "specific_hours", openTimeInMinutes: "420", closeTimeInMinutes: "1080" },
          { day: "sun", mode: "appointment_only" },
        ],
      },
    });
    expect(await customer.socket.getBusinessProfile(shop.lid)).toMatchObject({
      address: "1 Oven Street",
      description: "Bread and more",
      email: "hello@bakery.example",
      business_hours: {
        timezone: "America/Sao_Paulo",
        business_config: [
          { day_of_week: "mon", mode: "specific_hours", open_time: "420", close_time: "1080" },
          { day_of_week: "sun", mode: "appointment_only" },
        ],
      },
    });
  });

  test("values that are not valid are refused (400) and change nothing, a person cannot have one (403)", async () => {
    expect(await codeOf(shop.socket.updateBussinesProfile({ description: "x".repeat(513) }))).toBe(400);
    const websites = ["https://a.example", "https://b.example", "https://c.example"];
    expect(await codeOf(shop.socket.updateBussinesProfile({ websites }))).toBe(400);
    const days = [
      { day: "mon", mode: "specific_hours", openTimeInMinutes: "9am", closeTimeInMinutes: "1080" },
    ] as const;
    const hours = { timezone: "UTC", days: [...days] };
    expect(await codeOf(shop.socket.updateBussinesProfile({ hours }))).toBe(400);
    expect((await customer.socket.getBusinessProfile(shop.jid))?.description).toBe("Bread and more");
    expect(await codeOf(customer.socket.updateBussinesProfile({ description: "me" }))).toBe(403);
  });

  test("a cover photo is uploaded, set with what the upload answered, and removed", async () => {
    const id = await shop.socket.updateCoverPhoto(GREEN_JPEG);
    const { coverPhoto } = shop.account.business ?? {};
    expect(coverPhoto?.id).toBe(String(id));
    expect(await fetchImage(coverPhoto?.url)).toEqual(GREEN_JPEG);
    expect(await codeOf(shop.socket.removeCoverPhoto("1"))).toBe(404);
    const offered = sandbox.world.profiles.business.offerCoverPhoto(sandbox.world.media.store(GREEN_JPEG, "cover"));
    const set = (attributes: Record<string, string>): Promise<unknown> => {
      const cover = { tag: "cover_photo", attrs: { op: "update", ts: "1", ...attributes } };
      return codeOf(
        ask(shop, { type: "set", xmlns: "w:biz" }, [{ tag: "business_profile", attrs: {}, content: [cover] }]),
      );
    };
    expect(await set({ id: String(offered.id), token: "forged" })).toBe(400);
    expect(await set({ id: "1", token: offered.token })).toBe(404);
    expect(shop.account.business?.coverPhoto?.id).toBe(String(id));
    await shop.socket.removeCoverPhoto(String(id));
    expect(shop.account.business?.coverPhoto).toBeUndefined();
  });
});

describe("catalog", () => {
  const bread = {
    name: "Bread",
    description: "A loaf",
    price: 4500,
    currency: "BRL",
    retailerId: "B-1",
    originCountryCode: undefined,
  };

  async function created(name: string, isHidden = false): Promise<Product> {
    return shop.socket.productCreate({ ...bread, name, isHidden, images: [GREEN_JPEG] });
  }

  test("a product that its client adds is seen by customers, with a picture that can be fetched", async () => {
    const product = await created("Bread");
    const { products, nextPageCursor } = await customer.socket.getCatalog({ jid: shop.jid });
    expect(products).toEqual([product]);
    expect(nextPageCursor).toBeUndefined();
    expect(product).toMatchObject({ name: "Bread", price: 4500, currency: "BRL", retailerId: "B-1", isHidden: false });
    expect(product.reviewStatus).toEqual({ whatsapp: "APPROVED" });
    expect(await fetchImage(product.imageUrls["original"])).toEqual(GREEN_JPEG);
  });

  test("is changed by its client; what is not named stays", async () => {
    const { products } = await shop.socket.getCatalog({});
    const id = products[0]?.id ?? "";
    const images = [
      { url: new URL(products[0]?.imageUrls["original"]?.replace(/\/\/[^/]+/, "//mmg.whatsapp.net") ?? "") },
    ];
    const change = { name: "Rye bread", price: 5000, currency: "BRL", images } as Parameters<
      typeof shop.socket.productUpdate
    >[1];
    expect(await shop.socket.productUpdate(id, change)).toMatchObject({ name: "Rye bread", description: "A loaf" });
    const [seen] = (await customer.socket.getCatalog({ jid: shop.jid })).products;
    expect(seen).toMatchObject({ id, name: "Rye bread", price: 5000 });
    expect(await fetchImage(seen?.imageUrls["original"])).toEqual(GREEN_JPEG);
    expect(await codeOf(shop.socket.productUpdate("999", change))).toBe(404);
  });

  test("comes in pages, without the hidden products", async () => {
    for (const name of ["Cake", "Pie"]) await created(name);
    await created("Secret recipe", true);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await customer.socket.getCatalog({ jid: shop.lid, limit: 1, ...(cursor ? { cursor } : {}) });
      expect(page.products).toHaveLength(1);
      names.push(...page.products.map(({ name }) => name));
      cursor = page.nextPageCursor;
    } while (cursor);
    expect(names).toEqual(["Rye bread", "Cake", "Pie"]);
    expect((await shop.socket.getCatalog({})).products.map(({ name }) => name)).toContain("Secret recipe");
    expect(await codeOf(customer.socket.getCatalog({ jid: shop.jid, cursor: "no such product" }))).toBe(400);
    expect(await codeOf(shop.socket.getCatalog({ jid: customer.jid }))).toBe(404);
  });

  test("has collections, and forgets deleted products in them", async () => {
    const { catalog } = sandbox.world.profiles;
    const [first, second] = catalog.productsOf(shop.account);
    catalog.addCollection(shop.account, "Best", [first?.id ?? "", second?.id ?? ""]);
    const best = async () => (await customer.socket.getCollections(shop.jid)).collections;
    expect(await best()).toMatchObject([{ name: "Best", status: { status: "APPROVED", canAppeal: false } }]);
    expect((await best())[0]?.products.map(({ id }) => id)).toEqual([first?.id, second?.id]);
    expect(await shop.socket.productDelete([first?.id ?? "", "999"])).toEqual({ deleted: 1 });
    expect((await best())[0]?.products.map(({ id }) => id)).toEqual([second?.id]);
  });

  test("takes products of businesses alone, and only valid ones", async () => {
    const nameless = [{ tag: "product_catalog_add", attrs: { v: "1" }, content: [{ tag: "product", attrs: {} }] }];
    expect(await codeOf(ask(shop, { type: "set", xmlns: "w:biz:catalog" }, nameless))).toBe(400);
    expect(await codeOf(customer.socket.productCreate({ ...bread, images: [GREEN_JPEG] }))).toBe(403);
    const { catalog } = sandbox.world.profiles;
    expect(() => catalog.add(shop.account, { name: "x", price: 1.5 })).toThrow("bad-request");
    expect(() => catalog.add(shop.account, { name: "x", currency: "real" })).toThrow("bad-request");
    expect(() => catalog.add(shop.account, { name: "x", imageUrls: ["file:///etc/passwd"] })).toThrow("bad-request");
  });
});

test("an order is seen by seller and buyer, with its token, and by nobody else", async () => {
  const { catalog } = sandbox.world.profiles;
  const item = { name: "Bread", price: 4500, currency: "BRL", imageUrl: "https://bakery.example/bread.jpg" };
  const { id, token } = catalog.addOrder(shop.account, customer.account, [
    { ...item, productId: "1", quantity: 2 },
    { ...item, productId: "2", quantity: 1, price: 1000 },
  ]);
  for (const client of [shop, customer]) {
    expect(await client.socket.getOrderDetails(id, token)).toEqual({
      price: { total: 10_000, currency: "BRL" },
      products: [
        { id: "1", name: "Bread", imageUrl: item.imageUrl, price: 4500, currency: "BRL", quantity: 2 },
        { id: "2", name: "Bread", imageUrl: item.imageUrl, price: 1000, currency: "BRL", quantity: 1 },
      ],
    });
  }
  expect(await codeOf(customer.socket.getOrderDetails(id, "wrong"))).toBe(401);
  expect(await codeOf(customer.socket.getOrderDetails("1", token))).toBe(404);
  const stranger = sandbox.world.directory.account("15550000003");
  expect(() => catalog.order(stranger, id, token)).toThrow("not-authorized");
});
