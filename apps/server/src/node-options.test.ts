import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serverNodeOptions } from "./node-options.ts";

const root = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");

test("`npm start` and the image start the server with the same options", () => {
  const { scripts } = JSON.parse(root("package.json")) as { scripts: { start: string } };
  expect(scripts.start).toMatch(`exec node ${serverNodeOptions.join(" ")} `);
  const command = /^CMD (.*)$/m.exec(root("Dockerfile"))?.[1] ?? "[]";
  expect(JSON.parse(command)).toEqual(["node", ...serverNodeOptions, "apps/server/src/main.ts"]);
});
