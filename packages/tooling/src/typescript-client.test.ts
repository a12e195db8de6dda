import { type OperationEntry, operationEntries, operations } from "@waxwing/contract";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TypeEmitter } from "./typescript-client/type-emitter.ts";
import { generateTypescriptClient } from "./typescript-client.ts";

describe("generateTypescriptClient", () => {
  it("gives the same text every time, with every operation in it", () => {
    const [file, ...others] = generateTypescriptClient();
    expect(others).toEqual([]);
    expect(generateTypescriptClient()).toEqual([file]);
    for (const { name, operation } of operationEntries) {
      expect(file?.content).toContain(
        `${name}: { kind: "${operation.kind}", method: "${operation.rest.method}", path: "${operation.rest.path}" }`,
      );
    }
  });

  it("refuses a group that would hide the stream of events, and two types of one name", () => {
    const entry = (group: string, name: string): OperationEntry => ({
      id: "webhook.find",
      group,
      name,
      operation: operations.webhook.find,
    });
    expect(() => generateTypescriptClient([entry("events", "find")])).toThrow("events");
    expect(() => generateTypescriptClient([entry("a", "bC"), entry("aB", "c")])).toThrow("ABCInput");
  });
});

describe("TypeEmitter", () => {
  const written = (schema: z.ZodType, side: "input" | "output"): string => {
    const emitter = new TypeEmitter();
    return [emitter.typeOf(schema, side), ...emitter.declarations.values()].join("\n");
  };

  it("writes named models once and gives the sent side a name of its own where it differs", () => {
    const Page = z.object({ size: z.int().default(50) }).meta({ id: "Page", description: "A page" });
    const Same = z.object({ id: z.string() }).meta({ id: "Same" });
    const both = z.object({ page: Page, same: Same.optional() });
    expect(written(both, "output")).toBe(
      "{\n  page: Page;\n  same?: Same | undefined;\n}\nexport interface Page {\n  size: number;\n}\nexport interface Same {\n  id: string;\n}".replace(
        "export interface Page",
        "/** A page */\nexport interface Page",
      ),
    );
    const sent = written(both, "input");
    expect(sent).toContain("page: PageInput;");
    expect(sent).toContain("export interface PageInput {\n  size?: number | undefined;\n}");
    expect(sent).not.toContain("export interface Page {");
    expect(sent).toContain("same?: Same | undefined;");
  });

  it("writes lists of unions, records, JSON, and names that need quotes", () => {
    expect(written(z.array(z.string().nullable()), "output")).toBe("Array<string | null>");
    expect(written(z.record(z.string(), z.json()), "output")).toBe("Record<string, JsonValue>");
    expect(written(z.object({ "a-b": z.literal(["x", 1]).meta({ description: "Ends */ early" }) }), "output")).toBe(
      '{\n  /** Ends *\\/ early */\n  "a-b": "x" | 1;\n}',
    );
  });

  it("refuses what has no type, and two schemas of one name", () => {
    expect(() => written(z.date(), "output")).toThrow('"date"');
    const twice = z.object({
      a: z.object({ x: z.string() }).meta({ id: "X" }),
      b: z.object({ y: z.string() }).meta({ id: "X2" }),
    });
    expect(() => written(twice, "output")).not.toThrow();
    const emitter = new TypeEmitter();
    emitter.typeOf(z.enum(["a"]).meta({ id: "Doubled" }), "output");
    expect(() => emitter.typeOf(z.enum(["b"]).meta({ id: "Doubled" }), "output")).toThrow("Doubled");
  });
});
