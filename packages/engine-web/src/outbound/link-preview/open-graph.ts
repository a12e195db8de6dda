/** What a page says of itself. */
export interface PageSummary {
  readonly title: string;
  readonly description: string | undefined;
  /** As the page gives it: perhaps relative. */
  readonly image: string | undefined;
}

const mostCharacters = 1024 * 1024;
const longestTitle = 300;
const longestDescription = 600;

/**
 * Reads a page's Open Graph data (https://ogp.me), with Twitter's and plain HTML's as the next best. Undefined without a
 * title: there is nothing to show then. Expressions instead of a parser: a page is somebody else's and perhaps cut off, and
 * what is missed costs a preview only. What each of them can look at is bounded: pages may be made to keep a reader busy.
 */
export function readPage(page: string): PageSummary | undefined {
  const html = page.slice(0, mostCharacters);
  const properties = metaProperties(html);
  const first = (...names: string[]): string | undefined =>
    names.map((name) => properties.get(name)).find((value) => value !== undefined && value !== "");
  const title = first("og:title", "twitter:title") ?? titleElement(html);
  if (title === undefined || title === "") return undefined;
  return {
    title: shortened(title, longestTitle),
    description: optional(first("og:description", "twitter:description", "description"), longestDescription),
    image: first("og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
  };
}

function metaProperties(html: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const [, attributes = ""] of html.matchAll(/<meta\s([^<>]{1,2000})>/gi)) {
    const name = (attribute(attributes, "property") ?? attribute(attributes, "name"))?.toLowerCase();
    const content = attribute(attributes, "content");
    if (name !== undefined && content !== undefined && !properties.has(name)) properties.set(name, clean(content));
  }
  return properties;
}

const attributePatterns = {
  property: pattern("property"),
  name: pattern("name"),
  content: pattern("content"),
};

function pattern(attribute: string): RegExp {
  return new RegExp(`(?:^|\\s)${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"']+))`, "i");
}

function attribute(attributes: string, name: keyof typeof attributePatterns): string | undefined {
  const match = attributePatterns[name].exec(attributes);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

function titleElement(html: string): string | undefined {
  const match = /<title[^<>]{0,200}>([^<]{1,2000})/i.exec(html);
  return match?.[1] === undefined ? undefined : clean(match[1]);
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
};

function clean(text: string): string {
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) => {
      if (name !== undefined) return namedEntities[String(name).toLowerCase()] ?? accented(String(name)) ?? entity;
      return character(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
    })
    .replace(/\s+/g, " ")
    .trim();
}

const accents: Readonly<Record<string, string>> = {
  grave: "\u0300",
  acute: "\u0301",
  circ: "\u0302",
  tilde: "\u0303",
  uml: "\u0308",
  ring: "\u030a",
  cedil: "\u0327",
};

/** `eacute` is é, `Atilde` Ã. */
function accented(name: string): string | undefined {
  const accent = accents[name.slice(1)];
  return accent === undefined ? undefined : `${name.charAt(0)}${accent}`.normalize("NFC");
}

function character(codePoint: number): string {
  const isCharacter = codePoint > 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
  return isCharacter ? String.fromCodePoint(codePoint) : "";
}

function optional(text: string | undefined, longest: number): string | undefined {
  return text === undefined ? undefined : shortened(text, longest);
}

function shortened(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}
