import { proto } from "@whiskeysockets/baileys";
import { type DeviceKeys, KeyError } from "../keys/model.ts";
import { readBigEndian } from "../stanza.ts";
import { verifySignature } from "../wire/signature.ts";

/** What a client that wants to be linked says about itself. */
export interface Registrant {
  readonly keys: DeviceKeys;
  /** As the client names itself, for example `Chrome (Mac OS)`. */
  readonly platform: string;
  /** Wants all of the history. */
  readonly wantsFullHistory: boolean;
  /** Empty when it has none. */
  readonly pushName: string;
}

const KEY_TYPE = 5;

/**
 * Reads the `ClientPayload` of a registration. Raises {@link KeyError} when something of it is missing, has the wrong
 * length, or is not signed by the identity that it names.
 */
export function readRegistration(payload: proto.IClientPayload): Registrant {
  const data = payload.devicePairingData ?? {};
  const type = bytes("eKeytype", data.eKeytype, 1);
  if (type[0] !== KEY_TYPE) throw new KeyError(`key type ${type[0]}`);
  const identityKey = bytes("eIdent", data.eIdent, 32);
  const signedPreKey = {
    id: readBigEndian(bytes("eSkeyId", data.eSkeyId, 3)) ?? 0,
    publicKey: bytes("eSkeyVal", data.eSkeyVal, 32),
    signature: bytes("eSkeySig", data.eSkeySig, 64),
  };
  const signed = Buffer.concat([type, signedPreKey.publicKey]);
  if (!verifySignature(identityKey, signed, signedPreKey.signature)) {
    throw new KeyError("the signed pre-key is not signed by the identity");
  }
  bytes("buildHash", data.buildHash, 16);
  const properties = readProperties(data.deviceProps);
  return {
    keys: { registrationId: readBigEndian(bytes("eRegid", data.eRegid, 4)) ?? 0, identityKey, signedPreKey },
    platform: platformName(properties),
    wantsFullHistory: properties.requireFullSync ?? false,
    pushName: payload.pushName ?? "",
  };
}

function bytes(name: string, value: Uint8Array | null | undefined, length: number): Buffer {
  if (value === null || value === undefined) throw new KeyError(`${name} is missing`);
  if (value.length !== length) throw new KeyError(`${name} has ${value.length} bytes instead of ${length}`);
  return Buffer.from(value);
}

function readProperties(encoded: Uint8Array | null | undefined): proto.DeviceProps {
  if (encoded === null || encoded === undefined) throw new KeyError("deviceProps are missing");
  try {
    return proto.DeviceProps.decode(encoded);
  } catch (error) {
    throw new KeyError("deviceProps cannot be decoded", { cause: error });
  }
}

/** `Chrome (Mac OS)` of CHROME and "Mac OS". */
function platformName({ os, platformType }: proto.DeviceProps): string {
  const name: string = proto.DeviceProps.PlatformType[platformType ?? 0] ?? "UNKNOWN";
  const words = name.split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return `${words.join(" ")} (${os})`;
}
