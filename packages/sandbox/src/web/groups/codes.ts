import type { Random } from "../../random.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The code in a `https://chat.whatsapp.com/` link: 22 letters and digits. */
export function newInviteCode(random: Random, groupId: string): string {
  return letters(random, `group invite codes ${groupId}`, 22);
}

/** The code of a personal invitation: 16 letters and digits. */
export function newInvitationCode(random: Random, groupId: string): string {
  return letters(random, `group invitation codes ${groupId}`, 16);
}

function letters(random: Random, label: string, length: number): string {
  return Array.from(random.bytes(label, length), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** The code in an invite link; a code as it is. */
export function codeOf(linkOrCode: string): string {
  return linkOrCode.replace(/^https?:\/\/chat\.whatsapp\.com\/(invite\/)?/, "").replace(/[/?#].*$/, "");
}
