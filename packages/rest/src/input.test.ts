import { type OperationId, operations } from "@waxwing/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastInput, startTestServer, type TestServer } from "./testing.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.app.close();
});

const json = { "content-type": "application/json" };

async function inputOf(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await server.call(path, init);
  expect(await response.json()).toBeTypeOf("object");
  expect(response.status).toBeLessThan(300);
  return lastInput(server);
}

async function errorOf(
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; code: string; details?: { issues?: { path: string }[] } }> {
  const before = server.executor.calls.length;
  const response = await server.call(path, init);
  expect(server.executor.calls.length).toBe(before);
  return (await response.json()) as never;
}

const post = (body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = json): RequestInit => ({
  method: "POST",
  body,
  headers,
});

describe("fields in path, query and body", () => {
  it("accepts the fields of a POST in the query", async () => {
    expect(
      await inputOf("/message/sendText/a?number=551&text=Hi&delay=5&mentionsEveryOne=1&mentioned=a@x&mentioned=b@x", {
        method: "POST",
      }),
    ).toEqual({
      instanceName: "a",
      number: "551",
      text: "Hi",
      delay: 5,
      mentionsEveryOne: true,
      mentioned: ["a@x", "b@x"],
    });
  });

  it("accepts fields partly in the query and partly in the body, and equal ones in both", async () => {
    const body = JSON.stringify({ text: "Hi", delay: 5, number: "551" });
    expect(await inputOf("/message/sendText/a?number=551&delay=5", post(body))).toMatchObject({
      number: "551",
      text: "Hi",
      delay: 5,
    });
  });

  it("refuses one field with two values, naming the field and not the values", async () => {
    const response = await server.call(
      "/message/sendText/a?text=secret-one",
      post(JSON.stringify({ number: "551", text: "secret-two" })),
    );
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: "CONFLICTING_INPUT", details: { issues: [{ path: "text" }] } });
    expect(text).not.toContain("secret");
    expect(await errorOf("/message/sendText/a?number=1&text=a&text=b", { method: "POST" })).toMatchObject({
      code: "CONFLICTING_INPUT",
    });
    expect(await errorOf("/chat/findMessages/a?where.key.id=1", post('{"where":{"key":{"id":"2"}}}'))).toMatchObject({
      code: "CONFLICTING_INPUT",
      details: { issues: [{ path: "where.key.id" }] },
    });
  });

  it("lets the path win over query and body", async () => {
    expect(await inputOf("/chat/findChats/a?instanceName=b", post('{"instanceName":"c"}'))).toMatchObject({
      instanceName: "a",
    });
  });

  it("merges nested objects of query and body", async () => {
    const body = JSON.stringify({ where: { messageType: "conversation", key: { fromMe: false } } });
    expect(
      await inputOf("/chat/findMessages/a?where[key][remoteJid]=x@s.whatsapp.net&where.source=ios", post(body)),
    ).toMatchObject({
      where: { messageType: "conversation", source: "ios", key: { fromMe: false, remoteJid: "x@s.whatsapp.net" } },
    });
  });

  it("reads the body of a GET and of a DELETE", async () => {
    // fetch refuses a body with GET; a raw request does not.
    const answer = await server.app.inject({
      method: "GET",
      url: "/instance/fetchInstances",
      headers: { apikey: "test-key", ...json },
      payload: '{"number":"7"}',
    });
    expect(answer.statusCode).toBe(200);
    expect(lastInput(server)).toEqual({ number: "7" });
    expect(await errorOf("/instance/logout/a", { method: "DELETE", body: "{", headers: json })).toMatchObject({
      code: "MALFORMED_BODY",
    });
  });

  it("ignores unknown fields, also with two values", async () => {
    expect(await inputOf("/chat/findChats/a?foo=1", post('{"foo":2}'))).toEqual({
      instanceName: "a",
      page: 1,
      offset: 50,
    });
  });
});

describe("conversion of text by the field's schema", () => {
  it.each([
    ["where[key][fromMe]=true", { where: { key: { fromMe: true } } }],
    ["where.key.fromMe=0", { where: { key: { fromMe: false } } }],
    [`where=${encodeURIComponent('{"key":{"fromMe":true}}')}`, { where: { key: { fromMe: true } } }],
    ["where.key.id=007", { where: { key: { id: "007" } } }],
    ["page=2&offset=%207", { page: 2, offset: 7 }],
    ["where[source]=web", { where: { source: "web" } }],
  ])("%s", async (query, expected) => {
    expect(await inputOf(`/chat/findMessages/a?${query}`, { method: "POST" })).toMatchObject(expected);
    expect(
      await inputOf("/chat/findMessages/a", post(query, { "content-type": "application/x-www-form-urlencoded" })),
    ).toMatchObject(expected);
  });

  it("leaves what cannot be converted to the validation", async () => {
    for (const value of ["abc", "1e999", "0x10", "", "NaN", "1.5"]) {
      expect(await errorOf(`/chat/findMessages/a?page=${value}`, { method: "POST" }), value).toMatchObject({
        code: "VALIDATION_FAILED",
        details: { issues: [{ path: "page" }] },
      });
    }
  });

  it("makes arrays of commas, repetition, brackets, indexes and JSON", async () => {
    const url = "http://x.test";
    for (const events of [
      "webhook.events=CALL,CHATS_SET",
      "webhook.events=CALL&webhook.events=CHATS_SET",
      "webhook[events][]=CALL&webhook[events][]=CHATS_SET",
      "webhook[events][1]=CHATS_SET&webhook[events][0]=CALL",
      `webhook.events=${encodeURIComponent('["CALL","CHATS_SET"]')}`,
    ]) {
      expect(
        await inputOf(`/webhook/set/a?webhook.enabled=true&webhook.url=${url}&${events}`, { method: "POST" }),
      ).toMatchObject({
        webhook: { enabled: true, url, events: ["CALL", "CHATS_SET"] },
      });
    }
  });

  it("keeps dots in the names of a map and null where it is allowed", async () => {
    const start = "/webhook/set/a?webhook.enabled=1&webhook.url=http://x";
    expect(
      await inputOf(`${start}&webhook[headers][x.y]=1&webhook.headers.authorization=null`, { method: "POST" }),
    ).toMatchObject({
      webhook: { headers: { "x.y": "1", authorization: "null" } },
    });
    expect(await inputOf(`${start}&webhook.headers=null`, { method: "POST" })).toMatchObject({
      webhook: { headers: null },
    });
  });
});

describe("aliases", () => {
  it("maps the fields of an un-nested webhook, in every encoding", async () => {
    const expected = { instanceName: "a", webhook: { enabled: true, url: "http://x", webhookByEvents: true } };
    expect(await inputOf("/webhook/set/a", post('{"enabled":true,"url":"http://x","byEvents":true}'))).toEqual(
      expected,
    );
    expect(await inputOf("/webhook/set/a?enabled=true&url=http://x&byEvents=1", { method: "POST" })).toEqual(expected);
    expect(
      await inputOf(
        `/webhook/set/a?url=http://x&webhook=${encodeURIComponent('{"byEvents":true}')}`,
        post('{"enabled":true}'),
      ),
    ).toEqual(expected);
    expect(
      await inputOf(
        "/webhook/set/a",
        post('{"webhook":{"enabled":true,"url":"http://x","byEvents":true,"webhookByEvents":true}}'),
      ),
    ).toEqual(expected);
  });

  it("takes the rows of existing clients as the limit", async () => {
    const expected = { instanceName: "a", page: 2, limit: 5 };
    expect(await inputOf("/chat/findChannels/a", post('{"page":2,"rows":5}'))).toEqual(expected);
    expect(await inputOf("/chat/findChannels/a?page=2&rows=5", { method: "POST" })).toEqual(expected);
    expect(await inputOf("/chat/findChannels/a", post('{"page":2,"limit":5}'))).toEqual(expected);
  });

  it("refuses an alias beside its canonical name with another value", async () => {
    expect(
      await errorOf("/webhook/set/a", post('{"url":"http://x","webhook":{"enabled":true,"url":"http://y"}}')),
    ).toMatchObject({
      code: "CONFLICTING_INPUT",
      details: { issues: [{ path: "webhook.url" }] },
    });
  });
});

describe("bodies", () => {
  const valid = JSON.stringify({ where: { id: "x" } });

  it.each([undefined, "application/json", "text/xml", "application/octet-stream", "nonsense", "multipart/form-data"])(
    "takes an empty body of type %s as no fields",
    async (contentType) => {
      const answer = await server.app.inject({
        method: "POST",
        url: "/chat/findChats/a",
        headers: {
          apikey: "test-key",
          ...(contentType === undefined ? {} : { "content-type": contentType, "content-length": "0" }),
        },
      });
      expect(answer.statusCode).toBe(200);
    },
  );

  it("accepts charset parameters, vendor JSON types and a byte order mark", async () => {
    for (const type of [
      "application/json; charset=UTF-8",
      "application/vnd.x+json",
      'Application/JSON;charset="utf-8"',
    ]) {
      expect(await inputOf("/chat/findContacts/a", post(`\uFEFF${valid}`, { "content-type": type }))).toMatchObject({
        where: { id: "x" },
      });
    }
  });

  it.each(["text/plain", "application/xml", "nonsense", "application/json; charset=utf-7"])(
    "refuses %s after the key was checked",
    async (type) => {
      expect(await errorOf("/chat/findContacts/a", post(valid, { "content-type": type }))).toMatchObject({
        status: 415,
        code: "UNSUPPORTED_MEDIA_TYPE",
      });
      const unknown = { "content-type": type, apikey: "unknown" };
      expect(await errorOf("/chat/findContacts/a", post(valid, unknown))).toMatchObject({
        status: 401,
        code: "UNAUTHORIZED",
      });
    },
  );

  it("refuses compressed bodies", async () => {
    expect(await errorOf("/chat/findContacts/a", post(valid, { ...json, "content-encoding": "gzip" }))).toMatchObject({
      status: 415,
    });
  });

  it("says that JSON is malformed without quoting it", async () => {
    const response = await server.call("/chat/findContacts/a", post('{"token":"secret", x}'));
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status: 400, code: "MALFORMED_BODY" });
    expect(text).not.toContain("secret");
    const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(await errorOf("/chat/findContacts/a", post(notUtf8))).toMatchObject({ code: "MALFORMED_BODY" });
  });

  it.each(["[]", '"x"', "5", "null", "true"])("refuses the JSON value %s", async (body) => {
    expect(await errorOf("/chat/findContacts/a", post(body))).toMatchObject({ status: 400, code: "VALIDATION_FAILED" });
  });

  it("never lets special names reach a prototype", async () => {
    for (const body of [
      '{"__proto__":{"polluted":1},"where":{"__proto__":{"id":"evil"},"pushName":"M"}}',
      '{"\\u005f_proto__":{"polluted":1},"where":{"\\u005F_proto_\\u005f":{"id":"evil"},"pushName":"M"}}',
      '{"constructor":{"prototype":{"polluted":1}},"where":{"constructor":{"prototype":{"id":"evil"}},"pushName":"M"}}',
    ]) {
      const input = await inputOf("/chat/findContacts/a", post(body));
      expect(input).toEqual({ instanceName: "a", where: { pushName: "M" }, page: 1, offset: 50 });
    }
    const query =
      "__proto__[polluted]=1&where[__proto__][id]=evil&where.constructor.prototype.polluted=1&where.pushName=M";
    expect(await inputOf(`/chat/findContacts/a?${query}`, { method: "POST" })).toMatchObject({
      where: { pushName: "M" },
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("refuses names that are nested too deep", async () => {
    const name = `where${"[a]".repeat(5000)}=1`;
    expect(
      await errorOf("/chat/findContacts/a", post(name, { "content-type": "application/x-www-form-urlencoded" })),
    ).toMatchObject({
      code: "VALIDATION_FAILED",
    });
  });

  it("reads multipart text parts, and says that a file has no place", async () => {
    const form = new FormData();
    form.set("where.pushName", "Maria");
    form.set("page", "3");
    expect(await inputOf("/chat/findContacts/a", { method: "POST", body: form })).toMatchObject({
      where: { pushName: "Maria" },
      page: 3,
    });
    form.set("file", new Blob(["x"]), "x.png");
    expect(await errorOf("/chat/findContacts/a", { method: "POST", body: form })).toMatchObject({
      code: "VALIDATION_FAILED",
      details: { issues: [{ path: "file" }] },
    });
    expect(
      await errorOf(
        "/chat/findContacts/a",
        post("--x\r\nbroken", { "content-type": "multipart/form-data; boundary=x" }),
      ),
    ).toMatchObject({
      code: "MALFORMED_BODY",
    });
  });
});

describe("idempotency key", () => {
  const body = { number: "1", text: "t", idempotencyKey: "from-body" };

  it("comes from the header and from nowhere else", async () => {
    const path = "/message/sendText/a?idempotencyKey=from-query";
    expect(await inputOf(path, post(JSON.stringify(body)))).toEqual({ instanceName: "a", number: "1", text: "t" });
    expect(await inputOf("/message/sendText/a", post(JSON.stringify(body)))).toEqual({
      instanceName: "a",
      number: "1",
      text: "t",
    });
    expect(await inputOf(path, post(JSON.stringify(body), { ...json, "idempotency-key": "k" }))).toMatchObject({
      idempotencyKey: "k",
    });
  });

  it("is validated by the contract, and ignored where the operation has none", async () => {
    const tooLong = { ...json, "idempotency-key": "k".repeat(256) };
    expect(await errorOf("/message/sendText/a", post(JSON.stringify(body), tooLong))).toMatchObject({
      code: "VALIDATION_FAILED",
    });
    expect(await inputOf("/chat/findChats/a", post("{}", tooLong))).not.toHaveProperty("idempotencyKey");
  });
});

describe("every operation", () => {
  const all = Object.entries(operations).flatMap(([group, members]) =>
    Object.keys(members).map((name) => `${group}.${name}` as OperationId),
  );
  it.each(all)("%s refuses malformed JSON, arrays and other types", async (id) => {
    const [group, name] = id.split(".") as [keyof typeof operations, never];
    const { method, path } = (operations[group][name] as { rest: { method: string; path: string } }).rest;
    for (const [payload, type, code] of [
      ["{", "application/json", "MALFORMED_BODY"],
      ["[]", "application/json", "VALIDATION_FAILED"],
      ["x", "text/plain", "UNSUPPORTED_MEDIA_TYPE"],
    ] as const) {
      const answer = await server.app.inject({
        method: method as "POST",
        url: path.replace(":instanceName", "a"),
        headers: { apikey: "test-key", "content-type": type },
        payload,
      });
      expect(answer.json(), `${code}`).toMatchObject({ code });
    }
  });
});
