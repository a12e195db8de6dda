import { writeJid } from "./jid.ts";
import type { Account, DeviceAddress } from "./model.ts";

/** `5511988887777@s.whatsapp.net`, with a device number for companions. */
export function phoneJid(account: Account, device = 0): string {
  return writeJid(account.phone, "s.whatsapp.net", device);
}

/** `100000000000001@lid`, with a device number for companions. */
export function lidJid(account: Account, device = 0): string {
  return writeJid(account.lid, "lid", device);
}

/** A key for maps and collections: `{lid}.{device}`. */
export function addressKey(address: DeviceAddress): string {
  return `${address.account.lid}.${address.device}`;
}

export function isSameAddress(one: DeviceAddress, other: DeviceAddress): boolean {
  return one.account === other.account && one.device === other.device;
}
