import { eventTypes } from "@waxwing/contract";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { asyncApiDocument } from "./asyncapi.ts";

type Tree = Record<string, unknown>;
const document = asyncApiDocument();
const at = (path: string): unknown =>
  path
    .slice(2)
    .split("/")
    .reduce<unknown>((value, part) => (value as Tree | undefined)?.[part], document);

it("has one message for each event, in every channel", () => {
  const messages = at("#/components/messages") as Record<string, { name: string }>;
  expect(Object.values(messages).map(({ name }) => name)).toEqual([...eventTypes]);
  for (const channel of Object.values(at("#/channels") as Record<string, { messages: Tree }>)) {
    expect(Object.keys(channel.messages)).toEqual(Object.keys(messages));
  }
});

it("has no reference that leads nowhere", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, path = ""]) => path);
  expect(references.length).toBeGreaterThan(eventTypes.length);
  expect(references.filter((path) => at(path) === undefined)).toEqual([]);
});

it("gives each message an example that its own schema accepts, and a payload of another event it refuses", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "events", ...document });
  const messages = Object.entries(at("#/components/messages") as Record<string, { examples: { payload: Tree }[] }>);
  for (const [name, { examples }] of messages) {
    const validate = ajv.compile({ $ref: `events#/components/schemas/${name}Event` });
    const payload = examples[0]?.payload;
    expect(validate(payload), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    expect(validate({ ...payload, type: "SOMETHING_ELSE" })).toBe(false);
  }
});

it("is the same document every time", () => {
  expect(asyncApiDocument()).toEqual(document);
});
