import { lidJid, phoneJid } from "../address.ts";
import type { Account, Companion } from "../model.ts";
import { bytesOf, childOf, element, SERVER_JID, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { Candidate } from "./candidate.ts";
import { acceptIdentity, type OfferedIdentity, offerIdentity } from "./device-identity.ts";
import { PairingError } from "./pairing-error.ts";

/**
 * Offers a client its place as a companion and links it once it has answered rightly; `linked` runs in the same turn.
 * Raises {@link PairingError} when it does not.
 */
export function link(
  world: World,
  candidate: Candidate,
  account: Account,
  advSecret: Buffer,
  linked: () => void,
): Promise<Companion> {
  const { registrant, connection } = candidate;
  const id = account.nextCompanionId++;
  world.directory.save(account);
  const pairedAt = world.clock.seconds();
  const offered = offerIdentity({
    account: world.phones.of(account).identity,
    companionIdentity: registrant.keys.identityKey,
    advSecret,
    rawId: world.random.integer(`companion ${account.lid}`, 2 ** 31),
    keyIndex: id,
    timestamp: pairedAt,
  });
  const iqId = world.random.digits("pairing iq", 10);
  const isAnswer = (iq: Stanza): boolean => iq.attrs["id"] === iqId;
  return candidate.ask(pairSuccess(iqId, account, id, offered, pairedAt), isAnswer, (answer) => {
    const signed = bytesOf(childOf(childOf(answer, "pair-device-sign"), "device-identity"));
    const deviceIdentity = signed && acceptIdentity(offered, registrant.keys.identityKey, signed);
    if (deviceIdentity === null) {
      connection.end(element("failure", { reason: 401 }));
      throw new PairingError("refused-by-client", "the client did not sign its device identity");
    }
    const companion: Companion = {
      lid: account.lid,
      id,
      keyIndex: id,
      noiseKey: connection.clientKey,
      deviceIdentity,
      platform: registrant.platform,
      pairedAt,
      isProvisioned: false,
      wantsFullHistory: registrant.wantsFullHistory,
    };
    linked();
    world.devices.link(account, companion, registrant.keys);
    return companion;
  });
}

function pairSuccess(id: string, account: Account, device: number, { offer }: OfferedIdentity, t: number): Stanza {
  const isBusiness = account.business !== null;
  return element("iq", { type: "set", xmlns: "md", id, from: SERVER_JID, t }, [
    element("pair-success", {}, [
      element("device-identity", {}, offer),
      ...(isBusiness ? [element("biz", { name: account.name })] : []),
      element("device", { jid: phoneJid(account, device), lid: lidJid(account, device) }),
      element("platform", { name: isBusiness ? "smba" : "android" }),
    ]),
  ]);
}
