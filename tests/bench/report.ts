import { loadavg } from "node:os";
import type { Measured } from "./statistics.ts";

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly value: Measured;
  /** The same in terms of the baseline of this run. */
  readonly ratio?: number;
  /** What the project aims at, for people: `≤ 2x`, `≥ 1,000/s`. */
  readonly aim?: string;
}

/** Prints one item's figures as a Markdown table, with the machine's load. */
export function printFigures(title: string, figures: readonly Figure[], notes: readonly string[] = []): void {
  const rows = figures.map(({ what, unit, value, ratio, aim }) => [
    what,
    `${format(value.median)} ${unit}`,
    `${format(value.lowest)}–${format(value.highest)}`,
    ratio === undefined ? "" : `${ratio.toFixed(2)}x`,
    aim ?? "",
  ]);
  const table = [["figure", "median", "range", "ratio", "aim"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length), 3));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [header = [], ...body] = table;
  const lines = [line(header), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)];
  const load = loadavg().map((value) => value.toFixed(2));
  process.stdout.write(
    `\n## ${title}\n\n${lines.join("\n")}\n\n${notes.map((note) => `- ${note}\n`).join("")}- load average ${load.join(" ")}\n`,
  );
}

function format(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
