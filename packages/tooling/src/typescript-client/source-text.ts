const lineWidth = 116;

/** A TSDoc comment with a line break at its end; empty without text. */
export function docComment(...paragraphs: readonly (string | undefined)[]): string {
  const lines = paragraphs.flatMap((text) =>
    text === undefined || text === "" ? [] : wrap(text.replaceAll("*/", "*\\/")),
  );
  if (lines.length === 0) return "";
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join("")} */\n`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= lineWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Indents every line that has text by two spaces. */
export function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

/** `message`, `sendText` → `MessageSendText`. */
export function typeName(group: string, name: string): string {
  return [group, name].map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}

/** A union of string literals, broken into lines where it is long. */
export function literalUnion(values: readonly string[]): string {
  const literals = values.map((value) => JSON.stringify(value));
  const line = literals.join(" | ");
  return line.length < 80 ? ` ${line}` : literals.map((literal) => `\n  | ${literal}`).join("");
}
