/** Longest address that is looked up. */
const longestUrl = 2048;

/**
 * The first http(s) address in a text, as it stands there, or undefined. Punctuation that ends a sentence or closes a
 * bracket which opened before the address does not belong to it.
 */
export function firstUrl(text: string): string | undefined {
  for (const [found] of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+/gi)) {
    const url = withoutClosing(found);
    if (url.length <= longestUrl && URL.canParse(url)) return url;
  }
  return undefined;
}

const opening: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

function withoutClosing(found: string): string {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? "";
    const opener = opening[last];
    const isUnopened = opener !== undefined && count(url, last) > count(url, opener);
    if (!isUnopened && !/[.,;:!?*_~…]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
