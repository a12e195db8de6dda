import { WhatsAppAccount } from "./account.ts";
import { phoneDigits } from "./graph/phone.ts";
import type { LinkedDevice } from "./linked-device.ts";
import type { PairingOptions } from "./sandbox-interface.ts";
import type { Companion } from "./web/model.ts";
import type { Pairing } from "./web/pairing/pairing.ts";
import { PairingError } from "./web/pairing/pairing-error.ts";
import type { World } from "./web/world.ts";

/**
 * Scans the QR code that a client shows, on the phone with the given number or with the one in the client's push name;
 * an account is made when there is none. Raises PairingError: a text that nobody shows makes no account, and who is
 * refused keeps its name.
 */
export async function scanQr(world: World, qrText: string, { number, name }: PairingOptions): Promise<LinkedDevice> {
  const { pairing, directory } = world;
  const suggested = suggestedPhone(pairing, qrText);
  const phone = number ?? suggested ?? pairing.phoneOf(qrText);
  const owner = directory.byPhone(phone) ?? directory.account(phone, name === undefined ? {} : { name });
  return linked(world, await pairing.scanQr(qrText, owner), name);
}

/** Types the pairing code that a client shows, on the phone that it was asked for. Raises PairingError, as {@link scanQr}. */
export async function enterPairingCode(
  world: World,
  code: string,
  { number, name }: PairingOptions,
): Promise<LinkedDevice> {
  const { pairing, directory } = world;
  if (number === undefined) return linked(world, await pairing.enterCode(code), name);
  const phone = phoneDigits(number);
  // An account is made for a number only once a client has asked for a code of it.
  if (!pairing.pending.some(({ codePhone }) => codePhone === phone)) {
    throw new PairingError("unknown-code", `no client waits for a pairing code of +${phone}`);
  }
  return linked(world, await pairing.enterCode(code, directory.account(phone)), name);
}

/** The number in the push name of the client that shows the code; null when it has none. Raises PairingError for the rest. */
function suggestedPhone(pairing: Pairing, qrText: string): string | null {
  try {
    return pairing.phoneOf(qrText);
  } catch (error) {
    if (error instanceof PairingError && error.reason === "unknown-number") return null;
    throw error;
  }
}

/** Describes a new device; the account is given its name only now, so that a refused pairing renames nobody. */
function linked(world: World, companion: Companion, name: string | undefined): LinkedDevice {
  const owner = world.directory.byLid(companion.lid);
  if (owner === undefined) throw new Error("the account of the linked device is gone");
  if (name !== undefined) world.profiles.setName(owner, name);
  return new WhatsAppAccount(world, owner).describe(companion);
}
