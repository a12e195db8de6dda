import { readdirSync, readFileSync } from "node:fs";

/** A request of an existing client, as it goes over the wire, and what the client reads of the answer. */
export interface RecordedRequest {
  readonly about: string;
  readonly method: string;
  /** With query; `{{name}}` stands for a value of the moment, here and everywhere below. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  /**
   * What the client reads, by the path to it: a value, or `<string>`, `<integer>`, `<array>`, `<object>`, `<picture>` (a
   * data URI for `<img>`) or `<any>`. The path `""` is the answer itself.
   */
  readonly reads: Readonly<Record<string, unknown>>;
}

const folder = new URL("recorded/", import.meta.url);

/** The recordings by the name of their client. */
export function recordings(): [string, RecordedRequest[]][] {
  return readdirSync(folder).map((file) => {
    const lines = readFileSync(new URL(file, folder), "utf8").trim().split("\n");
    return [file.replace(".jsonl", ""), lines.map((line) => JSON.parse(line) as RecordedRequest)];
  });
}

type Values = (name: string) => Promise<string>;

/** A copy with every `{{name}}` replaced; the same name is the same value. */
export async function filledIn<T>(recorded: T, values: Values): Promise<T> {
  const text = JSON.stringify(recorded);
  const names = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name))];
  let filled = text;
  for (const name of names) {
    const value = JSON.stringify(await values(name)).slice(1, -1);
    filled = filled.replaceAll(`{{${name}}}`, () => value);
  }
  return JSON.parse(filled) as T;
}

/** What is not as the client reads it, as sentences. */
export function misreadings(answer: unknown, reads: RecordedRequest["reads"]): string[] {
  return Object.entries(reads).flatMap(([path, expected]) => {
    const steps = path === "" ? [] : path.split(".");
    const found = steps.reduce<unknown>(
      (inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step],
      answer,
    );
    if (isAsRead(found, expected)) return [];
    return [`${path} is ${JSON.stringify(found)?.slice(0, 200)}, not ${JSON.stringify(expected).slice(0, 200)}`];
  });
}

function isAsRead(found: unknown, expected: unknown): boolean {
  switch (expected) {
    case "<any>":
      return found !== undefined;
    case "<string>":
      return typeof found === "string";
    case "<integer>":
      return Number.isInteger(found);
    case "<array>":
      return Array.isArray(found);
    case "<object>":
      return typeof found === "object" && found !== null && !Array.isArray(found);
    case "<picture>":
      return typeof found === "string" && found.startsWith("data:image/png;base64,");
    default:
      return found === expected;
  }
}
