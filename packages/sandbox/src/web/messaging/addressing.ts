import { lidJid, phoneJid } from "../address.ts";
import { isLidJid } from "../jid.ts";
import type { Account, DeviceAddress } from "../model.ts";

/** Whether people are named by phone number or by LID. A chat and a group each keep to one of the two. */
export type AddressingMode = "pn" | "lid";

/** The mode that a user's or device's JID is written in. */
export function addressingModeOf(jid: string): AddressingMode {
  return isLidJid(jid) ? "lid" : "pn";
}

/** The account's JID in a mode, without a device. */
export function userJid(account: Account, mode: AddressingMode): string {
  return mode === "lid" ? lidJid(account) : phoneJid(account);
}

/** The device's JID in a mode; a phone's has no device number. */
export function deviceJid({ account, device }: DeviceAddress, mode: AddressingMode): string {
  return mode === "lid" ? lidJid(account, device) : phoneJid(account, device);
}

/** The account's JID in the other mode: what a stanza gives beside the first, so that clients learn both. */
export function alternativeJid(account: Account, mode: AddressingMode): string {
  return mode === "lid" ? phoneJid(account) : lidJid(account);
}
