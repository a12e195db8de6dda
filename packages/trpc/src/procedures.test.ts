import { errorCatalogue, type OperationEntry, operationEntries, operations } from "@waxwing/contract";
import { describe, expect, it } from "vitest";
import { trpcCode } from "./errors.ts";
import { procedurePaths } from "./procedures.ts";

function entry(group: string, name: string): OperationEntry {
  return { id: "instance.create", group, name, operation: operations.instance.create };
}

describe("procedurePaths", () => {
  it("has every operation of the contract", () => {
    expect([...procedurePaths().values()]).toEqual(operationEntries);
  });

  it("offers the group call as calls, which tRPC does not reserve", () => {
    expect([...procedurePaths([entry("call", "offer")]).keys()]).toEqual(["calls.offer"]);
  });

  it.each([
    ["a reserved group", [entry("then", "a")], /reserves the name "then"/],
    ["a reserved operation", [entry("group", "apply")], /reserves the name "apply"/],
    ["a name with a separator", [entry("group", "a.b")], /cannot be a name/],
    ["a group named like the subscription", [entry("events", "find")], /is the subscription/],
    ["two groups of one name", [entry("call", "a"), entry("calls", "b")], /are both "calls"/],
    ["a doubled operation", [entry("a", "b"), entry("a", "b")], /two operations are "a.b"/],
  ])("refuses %s", (_, entries, message) => {
    expect(() => procedurePaths(entries)).toThrow(message);
  });
});

describe("trpcCode", () => {
  it("knows every status of the catalogue", () => {
    const general = Object.entries(errorCatalogue).filter(([, { status }]) => {
      const code = trpcCode(status);
      return (code === "BAD_REQUEST" && status !== 400) || (code === "INTERNAL_SERVER_ERROR" && status !== 500);
    });
    expect(general).toEqual([]);
  });
});
