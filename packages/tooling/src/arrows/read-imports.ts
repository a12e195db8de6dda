import { parseSync, Visitor } from "rolldown/utils";

/** One module specifier found in a source file. */
export interface Import {
  readonly specifier: string;
  /** 1-based line of the specifier. */
  readonly line: number;
  /** Whether it stands for types alone (`import type`, `export type`, `import("…")` as a type): nothing is loaded. */
  readonly isType: boolean;
}

/** What a source file names: its imports, and every string literal (a dependency may be used by name only). */
export interface SourceNames {
  readonly imports: readonly Import[];
  readonly strings: ReadonlySet<string>;
}

/**
 * Every module that a TypeScript source names: static imports and re-exports (also `type` ones), `import()`,
 * `import("…")` types, `require("…")` and `import.meta.resolve("…")`.
 *
 * @throws Error when the file does not parse, naming it.
 */
export function readImports(fileName: string, source: string): SourceNames {
  const { program, errors } = parseSync(fileName, source);
  const failure = errors[0];
  if (failure !== undefined) throw new Error(`${fileName} does not parse: ${failure.message}`);
  const imports: Import[] = [];
  const strings = new Set<string>();
  const add = (literal: { value: unknown; start: number } | null | undefined, kind = "value"): void => {
    if (typeof literal?.value !== "string") return;
    const line = source.slice(0, literal.start).split("\n").length;
    imports.push({ specifier: literal.value, line, isType: kind === "type" });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind),
    ImportExpression: (node) => {
      if (node.source.type === "Literal") add(node.source);
    },
    TSImportType: (node) => add(node.source, "type"),
    CallExpression: (node) => {
      const [first] = node.arguments;
      if (first?.type !== "Literal") return;
      const { callee } = node;
      const isRequire = callee.type === "Identifier" && callee.name === "require";
      const isResolve = callee.type === "MemberExpression" && callee.object.type === "MetaProperty";
      if (isRequire || isResolve) add(first);
    },
    Literal: (node) => {
      if (typeof node.value === "string") strings.add(node.value);
    },
  }).visit(program);
  return { imports, strings };
}

/** The package of a bare specifier: `@scope/name/part` gives `@scope/name`, `name/part` gives `name`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
