import { createHash } from "node:crypto";
import { addressKey } from "../address.ts";
import { IqError, type IqRequest, type IqRoute } from "../iq.ts";
import type { DeviceAddress } from "../model.ts";
import { bigEndian, bytesOf, childOf, childrenOf, element, readBigEndian, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { type Bundle, type DeviceKeys, KeyError, type PreKey, type SignedPreKey } from "./model.ts";

const KEY_TYPE = Buffer.from([5]);

/** Requests for keys (`encrypt`). */
export function keyRoutes(world: World): IqRoute[] {
  const { keyServer } = world;
  return [
    {
      xmlns: "encrypt",
      type: "get",
      child: "count",
      answer: ({ from }) => [element("count", { value: keyServer.count(from) })],
    },
    { xmlns: "encrypt", type: "get", child: "digest", answer: ({ from }) => [digest(world, from)] },
    {
      xmlns: "encrypt",
      type: "get",
      child: "key",
      answer: ({ child }) => [
        element(
          "list",
          {},
          childrenOf(child, "user").map(({ attrs }) => user(world, attrs["jid"])),
        ),
      ],
    },
    {
      xmlns: "encrypt",
      type: "set",
      child: "rotate",
      answer: ({ from, child }) => {
        acceptable(() => keyServer.rotate(from, readSignedPreKey(childOf(child, "skey"))));
        return undefined;
      },
    },
    {
      xmlns: "encrypt",
      type: "set",
      answer: (request) => {
        acceptable(() => upload(world, request));
        return undefined;
      },
    },
  ];
}

/** Takes an upload of one-time keys, which repeats the device's lasting keys. */
function upload(world: World, { from, iq }: IqRequest): void {
  const known = world.keyServer.keys(from);
  const list = childOf(iq, "list");
  if (known === undefined || list === undefined) throw new IqError(400, "bad-request");
  const identity = bytesOf(childOf(iq, "identity"));
  const registrationId = readBigEndian(bytesOf(childOf(iq, "registration")));
  if (identity === null || !identity.equals(known.identityKey)) throw new KeyError("another identity than at pairing");
  if (registrationId !== known.registrationId) throw new KeyError("another registration id than at pairing");
  const preKeys = childrenOf(list, "key").map(readPreKey);
  const signedPreKey = readSignedPreKey(childOf(iq, "skey"));
  world.keyServer.addPreKeys(from, preKeys, signedPreKey);
}

/** Runs what may find keys wrong, and says so as the service does. */
function acceptable(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof KeyError) throw new IqError(406, `not-acceptable: ${error.message}`);
    throw error;
  }
}

/** `<user>` with a bundle, or with an error for a device that there is not. */
function user(world: World, jid: string | undefined): Stanza {
  const address = world.directory.address(jid);
  const bundle = address === undefined ? undefined : world.keyServer.takeBundle(address);
  if (bundle === undefined) {
    return element("user", { jid }, [element("error", { code: 404, text: "item-not-found" })]);
  }
  return element("user", { jid, t: world.clock.seconds() }, bundleElements(bundle));
}

/** A bundle as `encrypt` answers carry it. */
export function bundleElements(bundle: Bundle): Stanza[] {
  const elements = [...deviceElements(bundle)];
  if (bundle.preKey !== null) elements.push(preKeyElement(bundle.preKey));
  if (bundle.deviceIdentity !== null) elements.push(element("device-identity", {}, bundle.deviceIdentity));
  return elements;
}

function deviceElements({ registrationId, identityKey, signedPreKey }: DeviceKeys): Stanza[] {
  return [
    element("registration", {}, bigEndian(registrationId, 4)),
    element("type", {}, KEY_TYPE),
    element("identity", {}, identityKey),
    element("skey", {}, [
      element("id", {}, bigEndian(signedPreKey.id, 3)),
      element("value", {}, signedPreKey.publicKey),
      element("signature", {}, signedPreKey.signature),
    ]),
  ];
}

function preKeyElement({ id, publicKey }: PreKey): Stanza {
  return element("key", {}, [element("id", {}, bigEndian(id, 3)), element("value", {}, publicKey)]);
}

/** What the server has of the asking device. The hash's input is assumed; clients only look whether there is a digest. */
function digest(world: World, from: DeviceAddress): Stanza {
  const keys = world.keyServer.keys(from);
  if (keys === undefined) throw new IqError(404, "item-not-found");
  const preKeys = world.keyServer.preKeys(from);
  const hash = createHash("sha1").update(addressKey(from)).update(keys.identityKey).update(keys.signedPreKey.publicKey);
  for (const { publicKey } of preKeys) hash.update(publicKey);
  return element("digest", {}, [
    ...deviceElements(keys),
    element(
      "list",
      {},
      preKeys.map(({ id }) => element("id", {}, bigEndian(id, 3))),
    ),
    element("hash", {}, hash.digest()),
  ]);
}

function readPreKey(key: Stanza): PreKey {
  const id = bytesOf(childOf(key, "id"));
  const publicKey = bytesOf(childOf(key, "value"));
  if (id?.length !== 3 || publicKey === null) throw new IqError(400, "bad-request");
  return { id: id.readUIntBE(0, 3), publicKey };
}

function readSignedPreKey(skey: Stanza | undefined): SignedPreKey {
  const signature = bytesOf(childOf(skey, "signature"));
  if (skey === undefined || signature === null) throw new IqError(400, "bad-request");
  return { ...readPreKey(skey), signature };
}
