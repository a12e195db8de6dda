import type { Connection } from "../connection-interface.ts";
import { MAX_COMPANIONS } from "../devices/devices.ts";
import { farewell } from "../gateway/endings.ts";
import type { Registrant } from "../gateway/registration-payload.ts";
import { phoneDigits } from "../jid.ts";
import type { Account, Companion } from "../model.ts";
import { element, SERVER_JID, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { Candidate } from "./candidate.ts";
import { CodePairing } from "./code-pairing.ts";
import { link } from "./link.ts";
import { PairingError } from "./pairing-error.ts";
import { type PairingQr, parseQr } from "./qr.ts";

/** How many QR codes a client gets to show, one after the other. */
const REF_COUNT = 6;
/**
 * Each ref is good until this much after the one before it. WhatsApp Web shows the first for 60 seconds and the others
 * for 20; a client with other times (`qrTimeout` in Baileys) must not find its codes refused while it shows them.
 */
const REF_LIFETIME_MS = 60_000;

/** What is on the screen of a client that waits to be linked. */
export interface PendingPairing {
  /** {@link Connection.id} */
  readonly connection: number;
  readonly platform: string;
  /** Digits that the client's push name has; null when it has too few for a phone number. */
  readonly suggestedPhone: string | null;
  readonly refs: readonly string[];
  /** Digits of the number that it has asked a pairing code for; null when it has not. */
  readonly codePhone: string | null;
}

/** Links clients to accounts: the phone's side of QR codes and pairing codes. */
export class Pairing {
  readonly #world: World;
  readonly #candidates = new Map<Connection, Candidate>();
  readonly #codes: CodePairing;
  /** Accounts of devices that are just being linked: each of them takes one of the account's places. */
  readonly #linking: Account[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#codes = new CodePairing(world);
  }

  /** The clients that wait to be linked, oldest first. */
  get pending(): PendingPairing[] {
    return [...this.#candidates.values()].map(({ connection, registrant, refs, code }) => ({
      connection: connection.id,
      platform: registrant.platform,
      suggestedPhone: suggestedPhone(registrant),
      refs: [...refs.keys()],
      codePhone: code?.phone ?? null,
    }));
  }

  /** Takes a client that wants to be linked, and gives it refs for its QR codes. */
  begin(connection: Connection, registrant: Registrant): void {
    const candidate = new Candidate(connection, registrant);
    this.#candidates.set(connection, candidate);
    const now = this.#world.clock.now();
    for (let index = 1; index <= REF_COUNT; index++) {
      const ref = `2@${this.#world.random.bytes("pairing ref", 48).toString("base64")}`;
      candidate.refs.set(ref, now + index * REF_LIFETIME_MS);
    }
    const refs = [...candidate.refs.keys()].map((ref) => element("ref", {}, Buffer.from(ref)));
    const id = this.#world.random.digits("pairing iq", 10);
    connection.send(
      element("iq", { type: "set", xmlns: "md", id, from: SERVER_JID }, [element("pair-device", {}, refs)]),
    );
  }

  /** Takes an iq of a client that is not linked yet; false when it is nothing that belongs to pairing. */
  receive(connection: Connection, iq: Stanza): boolean {
    const candidate = this.#candidates.get(connection);
    if (candidate === undefined) return false;
    return candidate.answered(iq) || this.#codes.receive(candidate, iq);
  }

  /** A client that was not linked yet is gone. */
  left(connection: Connection): void {
    const candidate = this.#candidates.get(connection);
    this.#candidates.delete(connection);
    candidate?.left();
  }

  /**
   * Links the client that shows this QR code, as if the account's phone had scanned it. Without an account, to the one
   * with the number in the client's push name. Resolves when the device is linked and told to connect again.
   * Raises {@link PairingError}.
   */
  async scanQr(qrText: string, account?: Account): Promise<Companion> {
    const qr = parseQr(qrText);
    const candidate = this.#shower(qr);
    const owner = account ?? this.#world.directory.account(this.#phoneOf(candidate));
    this.#checkAccount(owner);
    candidate.refs.clear();
    return this.#link(candidate, owner, qr.advSecret);
  }

  /** The number that {@link scanQr} would take without an account (digits). Raises {@link PairingError}. */
  phoneOf(qrText: string): string {
    return this.#phoneOf(this.#shower(parseQr(qrText)));
  }

  /**
   * Links the client that asked for a pairing code for the account's number, as if somebody had typed the code on the
   * phone. Without an account, the one whose number the only client that waits for a code has asked for.
   * Resolves when the device is linked and told to connect again. Raises {@link PairingError}; after `wrong-code`
   * another attempt is possible.
   */
  async enterCode(code: string, account?: Account): Promise<Companion> {
    const candidate = this.#codes.candidate([...this.#candidates.values()], account?.phone);
    const owner = account ?? this.#world.directory.account(candidate.code?.phone ?? "");
    this.#checkAccount(owner);
    const advSecret = await this.#codes.agree(candidate, code, owner);
    return this.#link(candidate, owner, advSecret);
  }

  async #link(candidate: Candidate, account: Account, advSecret: Buffer): Promise<Companion> {
    // Once more: others may have been linked while the phone and this client were talking.
    this.#checkAccount(account);
    this.#linking.push(account);
    try {
      return await link(this.#world, candidate, account, advSecret, () => {
        this.#candidates.delete(candidate.connection);
        candidate.connection.end(farewell("restart-required"));
      });
    } finally {
      this.#linking.splice(this.#linking.indexOf(account), 1);
    }
  }

  #shower({ ref, noiseKey, identityKey }: PairingQr): Candidate {
    const candidate = [...this.#candidates.values()].find(({ refs }) => refs.has(ref));
    const expiresAt = candidate?.refs.get(ref);
    if (candidate === undefined || expiresAt === undefined || candidate.isBusy) {
      throw new PairingError("unknown-ref", "no client shows this QR code (any more)");
    }
    if (this.#world.clock.now() > expiresAt) {
      throw new PairingError("expired-ref", "this QR code has expired: scan the one that the client shows now");
    }
    if (
      !noiseKey.equals(candidate.connection.clientKey) ||
      !identityKey.equals(candidate.registrant.keys.identityKey)
    ) {
      throw new PairingError("wrong-keys", "the keys in this QR code are not those of the client that shows it");
    }
    return candidate;
  }

  #phoneOf({ registrant, code }: Candidate): string {
    const phone = suggestedPhone(registrant) ?? code?.phone;
    if (phone === undefined) {
      throw new PairingError(
        "unknown-number",
        "say which phone scans: no number was given, and the client's push name has none",
      );
    }
    return phone;
  }

  #checkAccount(account: Account): void {
    if (this.#world.devices.refusal(account) !== null) {
      throw new PairingError("banned", `+${account.phone} may not log in`);
    }
    const linking = this.#linking.filter((other) => other === account);
    if (this.#world.directory.companions(account).length + linking.length >= MAX_COMPANIONS) {
      throw new PairingError("too-many-devices", `+${account.phone} has ${MAX_COMPANIONS} linked devices already`);
    }
  }
}

/** Digits of the push name, if they can be a phone number. */
function suggestedPhone({ pushName }: Registrant): string | null {
  const digits = phoneDigits(pushName);
  return /^\d{8,15}$/.test(digits) ? digits : null;
}
