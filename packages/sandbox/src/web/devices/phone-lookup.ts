import { phoneDigits } from "../jid.ts";
import type { Account } from "../model.ts";
import type { World } from "../world.ts";

/**
 * The account of a number as somebody may have typed it. Two countries have mobile numbers in two forms, of which only
 * one is registered: Brazil with and without the ninth digit, Mexico with and without a 1 behind the country code.
 * WhatsApp finds the account by either form and answers with the registered one (assumed: how it chooses if both were
 * registered; here the number as it was typed wins).
 */
export function findByPhone(world: World, typed: string): Account | undefined {
  const digits = phoneDigits(typed);
  const other = otherForm(digits);
  return world.directory.byPhone(digits) ?? (other === null ? undefined : world.directory.byPhone(other));
}

/** The other way to write a Brazilian or Mexican mobile number; null for all other numbers. */
export function otherForm(digits: string): string | null {
  const brazil = /^55(\d{2})(9?)([6-9]\d{7})$/.exec(digits);
  if (brazil !== null) return `55${brazil[1]}${brazil[2] === "9" ? "" : "9"}${brazil[3]}`;
  const mexico = /^52(1?)(\d{10})$/.exec(digits);
  if (mexico !== null) return `52${mexico[1] === "1" ? "" : "1"}${mexico[2]}`;
  return null;
}
