import { iqFailure, iqResult } from "../iq.ts";
import { parseJid } from "../jid.ts";
import type { Account } from "../model.ts";
import { bytesOf, childOf, element, SERVER_JID, type Stanza } from "../stanza.ts";
import { keyPair } from "../wire/key-pair.ts";
import type { World } from "../world.ts";
import type { Candidate, CodeRequest } from "./candidate.ts";
import { normalizeCode, openKeyBundle, unwrapKey, wrapKey } from "./link-code.ts";
import { PairingError } from "./pairing-error.ts";

/** Assumed: WhatsApp does not say how long a code is good; its clients show one for about this long. */
const CODE_LIFETIME_MS = 180_000;

/** The stanza in which all of this goes. */
const LINK_CODE = "link_code_companion_reg";

/** Pairing with an eight-character code that the client shows and somebody types on the phone. */
export class CodePairing {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes a client's wish for a code; false when the iq is something else. */
  receive(candidate: Candidate, iq: Stanza): boolean {
    const request = childOf(iq, LINK_CODE);
    if (request === undefined) return false;
    const code = request.attrs["stage"] === "companion_hello" ? this.#read(candidate, request) : null;
    if (code === null) {
      candidate.connection.send(iqFailure(iq, 400, "bad-request"));
      return true;
    }
    candidate.code = code;
    const answer = element(LINK_CODE, { stage: "companion_hello" }, [element("link_code_pairing_ref", {}, code.ref)]);
    candidate.connection.send(iqResult(iq, [answer]));
    return true;
  }

  /** The client that waits for a code of this number; the only one that waits when none is given. */
  candidate(candidates: readonly Candidate[], phone: string | undefined): Candidate {
    const waiting = candidates.filter(({ code }) => code !== null && (phone === undefined || code.phone === phone));
    // The newest attempt counts, as on a phone that gets a notification for each.
    const candidate = phone === undefined && waiting.length > 1 ? undefined : waiting.at(-1);
    if (candidate === undefined || candidate.isBusy) {
      const whose = phone === undefined ? "exactly one number" : `+${phone}`;
      throw new PairingError("unknown-code", `no client waits for a pairing code of ${whose}`);
    }
    if (this.#world.clock.now() > (candidate.code?.expiresAt ?? 0)) {
      throw new PairingError("expired-code", "the pairing code has expired: let the client ask for a new one");
    }
    return candidate;
  }

  /**
   * Agrees with the client on the secret for its device identity. Neither side learns the code from the other: with a
   * wrong one the client's last message does not decrypt. Raises {@link PairingError}.
   */
  async agree(candidate: Candidate, typed: string, account: Account): Promise<Buffer> {
    const request = candidate.code;
    const code = normalizeCode(typed);
    const wrong = new PairingError("wrong-code", `${JSON.stringify(typed)} is not the code that the client shows`);
    if (request === null || code.length !== 8) throw wrong;
    const { random } = this.#world;
    const ephemeral = keyPair(random.bytes("pairing code", 32));
    const identity = this.#world.phones.of(account).identity;
    const companionEphemeral = await unwrapKey(code, request.wrappedEphemeral);
    const wrapped = await wrapKey(code, ephemeral.publicKey, random.bytes("pairing code", 48));
    if (companionEphemeral === null) throw wrong;
    if (candidate.isBusy) throw new PairingError("unknown-code", "somebody else has just entered the code");
    if (!candidate.connection.isOpen) throw new PairingError("refused-by-client", "the client has left");
    const hello = primaryHello(random.digits("pairing iq", 10), this.#world.clock.seconds(), request, [
      element("primary_identity_pub", {}, identity.publicKey),
      element("link_code_pairing_wrapped_primary_ephemeral_pub", {}, wrapped),
    ]);
    return candidate.ask(hello, isFinish, (finish) => {
      // The service hands the message on to the phone; only the phone can tell whether it is right.
      candidate.connection.send(iqResult(finish, undefined));
      const answer = childOf(finish, LINK_CODE);
      const bundle = bytesOf(childOf(answer, "link_code_pairing_wrapped_key_bundle"));
      const companionIdentity = candidate.registrant.keys.identityKey;
      const isRight =
        bytesOf(childOf(answer, "link_code_pairing_ref"))?.equals(request.ref) &&
        bytesOf(childOf(answer, "companion_identity_public"))?.equals(companionIdentity);
      if (!isRight) throw new PairingError("refused-by-client", "the client's answer is not about this code");
      const opened =
        bundle === null ? null : openKeyBundle({ bundle, ephemeral, companionEphemeral, identity, companionIdentity });
      if (opened === null) throw wrong;
      return opened;
    });
  }

  #read({ connection }: Candidate, request: Stanza): CodeRequest | null {
    const jid = parseJid(request.attrs["jid"]);
    const wrappedEphemeral = bytesOf(childOf(request, "link_code_pairing_wrapped_companion_ephemeral_pub"));
    const noiseKey = bytesOf(childOf(request, "companion_server_auth_key_pub"));
    if (jid === null || jid.server !== "s.whatsapp.net" || wrappedEphemeral?.length !== 80) return null;
    if (noiseKey === null || !noiseKey.equals(connection.clientKey)) return null;
    const ref = this.#world.random.bytes("pairing code", 16);
    return { phone: jid.user, wrappedEphemeral, ref, expiresAt: this.#world.clock.now() + CODE_LIFETIME_MS };
  }
}

function isFinish(iq: Stanza): boolean {
  return childOf(iq, LINK_CODE)?.attrs["stage"] === "companion_finish";
}

function primaryHello(id: string, t: number, { ref }: CodeRequest, keys: Stanza[]): Stanza {
  return element("notification", { type: LINK_CODE, from: SERVER_JID, id, t }, [
    element(LINK_CODE, { stage: "primary_hello" }, [element("link_code_pairing_ref", {}, ref), ...keys]),
  ]);
}
