import { volatileField } from "@waxwing/contract";
import { expect, test } from "vitest";
import { z } from "zod";
import { comparable } from "./comparable.ts";

const schema = z.object({
  id: volatileField(z.string(), "Id", "a").nullable(),
  list: z.array(z.object({ at: volatileField(z.int(), "When", 1), text: z.string() })),
  note: z.string().optional(),
});

test("volatile fields count by their type, everything else by its value", () => {
  const one = { id: "a", list: [{ at: 1, text: "x" }] };
  expect(comparable(schema, { id: "b", list: [{ at: 2, text: "x" }] })).toEqual(comparable(schema, one));
  expect(comparable(schema, { id: null, list: [{ at: 2, text: "x" }] })).not.toEqual(comparable(schema, one));
  expect(comparable(schema, { id: "a", list: [{ at: "1", text: "x" }] })).not.toEqual(comparable(schema, one));
  expect(comparable(schema, { id: "a", list: [{ at: 1, text: "y" }] })).not.toEqual(comparable(schema, one));
  expect(comparable(schema, { id: "a", list: [] })).not.toEqual(comparable(schema, one));
  expect(comparable(schema, { ...one, more: 1 })).not.toEqual(comparable(schema, one));
});

test("an absent field and null are the same only where the field may be absent", () => {
  const one = { id: null, list: [] };
  expect(comparable(schema, { ...one, note: null })).toEqual(comparable(schema, one));
  expect(comparable(schema, { list: [] })).not.toEqual(comparable(schema, one));
});
