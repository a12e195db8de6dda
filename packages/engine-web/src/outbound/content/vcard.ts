import type { OutgoingContact } from "@waxwing/core";

/**
 * A contact card as vCard 3.0 (RFC 2426). `waid` leads clients to the account, and gives the card its button for
 * writing to it.
 */
export function vcard({ fullName, phoneNumber, wuid, organization, email, url }: OutgoingContact): string {
  const digits = digitsOf(wuid?.split("@")[0] ?? "") || digitsOf(phoneNumber);
  const number = withoutLineBreaks(phoneNumber).trim();
  return [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:;${escaped(fullName)};;;`,
    `FN:${escaped(fullName)}`,
    ...(organization === undefined ? [] : [`ORG:${escaped(organization)}`]),
    ...(email === undefined ? [] : [`EMAIL:${escaped(email)}`]),
    ...(url === undefined ? [] : [`URL:${withoutLineBreaks(url)}`]),
    `TEL;type=CELL;type=VOICE;waid=${digits}:${number.startsWith("+") ? number : `+${number}`}`,
    "END:VCARD",
  ].join("\n");
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** RFC 2426, section 4: backslash, line break, comma and semicolon stand for something else in a text value. */
function escaped(text: string): string {
  return text.replace(/[\\,;]/g, "\\$&").replace(/\r\n|[\r\n\u2028\u2029]/g, "\\n");
}

/** Numbers and addresses have no line breaks; one that is smuggled in would begin another property. */
function withoutLineBreaks(text: string): string {
  return text.replace(/\p{Cc}|[\u2028\u2029]/gu, "");
}
