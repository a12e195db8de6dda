/** One setting as the documentation shows it. */
export interface DocumentedSetting {
  readonly name: string;
  /** Its value when unset, as one would write it in a file; absent when there is none. */
  readonly default?: string | undefined;
  readonly description: string;
}

const start = "<!-- settings:start -->";
const end = "<!-- settings:end -->";
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

/** The settings as a Markdown table. */
export function settingsTable(settings: readonly DocumentedSetting[]): string {
  const rows = settings.map(({ name, default: value, description }) => {
    return `| \`${name}\` | ${value === undefined || value === "" ? "–" : `\`${cell(value)}\``} | ${cell(description)} |`;
  });
  return ["| setting | default | meaning |", "|---|---|---|", ...rows].join("\n");
}

/**
 * `text` with what stands between the two markers replaced.
 *
 * @throws Error when a marker is missing or they stand the wrong way round.
 */
export function withSettingsTable(text: string, settings: readonly DocumentedSetting[]): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md needs the lines ${start} and ${end}, in this order`);
  return `${text.slice(0, from + start.length)}\n${settingsTable(settings)}\n${text.slice(to)}`;
}

/** A `.env.example`: every setting with its description, commented out with its default. */
export function envExample(settings: readonly DocumentedSetting[]): string {
  const blocks = settings.map(({ name, default: value, description }) => {
    const comment = description.split("\n").map((line) => `# ${line}`.trimEnd());
    return [...comment, `#${name}=${quoted(value ?? "")}`].join("\n");
  });
  return `# Every setting of Waxwing. Written by \`npm run generate\`; copy it to .env and remove the # of what you set.\n\n${blocks.join("\n\n")}\n`;
}

const quoted = (value: string): string => (/[\s#"'$]/.test(value) ? JSON.stringify(value) : value);
