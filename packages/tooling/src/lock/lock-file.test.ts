import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repositoryRoot } from "../repository.ts";
import { completedLock, type LockFile, missingPackages, readLock } from "./lock-file.ts";

describe("the committed lock", () => {
  const text = readFileSync(join(repositoryRoot, "package-lock.json"), "utf8");
  const lock = readLock(text);

  it("names no registry, so that it installs from any", () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.includes("://"))).toEqual([]);
  });

  it("has every platform's packages; if not: npm run complete-lock", () => {
    expect(missingPackages(lock)).toEqual([]);
  });

  it("has no telemetry package", () => {
    expect(Object.keys(lock.packages).filter((path) => path.includes("@scarf/"))).toEqual([]);
  });
});

describe("a lock made on another platform", () => {
  const tool = {
    version: "1.2.3",
    dev: true,
    optionalDependencies: { "tool-linux-x64-musl": "1.2.3", "tool-windows-arm64": "1.2.3" },
  };
  const lock: LockFile = {
    lockfileVersion: 3,
    packages: { "": {}, "node_modules/tool": tool, "node_modules/zebra": {} },
  };

  it("is completed with what its platforms need, in npm's order", () => {
    const { packages, lockfileVersion } = completedLock(lock);
    expect(lockfileVersion).toBe(3);
    expect(Object.keys(packages)).toEqual([
      "",
      "node_modules/tool",
      "node_modules/tool-linux-x64-musl",
      "node_modules/tool-windows-arm64",
      "node_modules/zebra",
    ]);
    const shared = { version: "1.2.3", dev: true, optional: true };
    expect(packages["node_modules/tool-linux-x64-musl"]).toEqual({
      ...shared,
      cpu: ["x64"],
      os: ["linux"],
      libc: ["musl"],
    });
    expect(packages["node_modules/tool-windows-arm64"]).toEqual({ ...shared, cpu: ["arm64"], os: ["win32"] });
    expect(missingPackages(completedLock(lock))).toEqual([]);
  });

  it("is left alone where a range is wanted, or the package is nested", () => {
    const nested = {
      "node_modules/a": { optionalDependencies: { b: "1.0.0", c: "^1.0.0" } },
      "node_modules/a/node_modules/b": {},
    };
    expect(missingPackages({ packages: nested })).toEqual([]);
  });
});
