import { parseEnv } from "node:util";
import { expect, it } from "vitest";
import { envExample, settingsTable, withSettingsTable } from "./settings-documents.ts";

const settings = [
  { name: "SERVER_PORT", default: "8080", description: "Port; 0 takes a free one" },
  { name: "CORS_ORIGIN", default: undefined, description: "Allowed origins, a | b" },
  { name: "BANNER", default: "two words", description: "First line\nsecond line" },
];

it("writes a table that no description can break", () => {
  expect(settingsTable(settings).split("\n").slice(2)).toEqual([
    "| `SERVER_PORT` | `8080` | Port; 0 takes a free one |",
    "| `CORS_ORIGIN` | – | Allowed origins, a \\| b |",
    "| `BANNER` | `two words` | First line second line |",
  ]);
});

it("replaces what stands between the markers, again and again", () => {
  const before = "# Title\n<!-- settings:start -->\nold\n<!-- settings:end -->\nafter\n";
  const once = withSettingsTable(before, settings);
  expect(once).toContain("`SERVER_PORT`");
  expect(once).not.toContain("old");
  expect(once.endsWith("\n<!-- settings:end -->\nafter\n")).toBe(true);
  expect(withSettingsTable(once, settings)).toBe(once);
  expect(() => withSettingsTable("# Title\n", settings)).toThrow("settings:start");
});

it("writes an .env file that sets nothing, and sets the defaults once the # are removed", () => {
  const text = envExample(settings);
  expect(parseEnv(text)).toEqual({});
  const enabled = text.replaceAll(/^#(?=[A-Z])/gm, "");
  expect(parseEnv(enabled)).toEqual({ SERVER_PORT: "8080", CORS_ORIGIN: "", BANNER: "two words" });
});
