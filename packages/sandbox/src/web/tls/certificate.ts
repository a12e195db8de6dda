import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { bitString, boolean, integer, octetString, oid, sequence, set, tagged, time, utf8 } from "./der.ts";

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate says. */
export interface CertificateContent {
  readonly name: string;
  /** Host names (`*.example.org` too) and IP addresses; none for a CA. */
  readonly hosts: readonly string[];
  readonly isCa: boolean;
  /** Unix milliseconds. */
  readonly notBefore: number;
  /** Unix milliseconds. */
  readonly notAfter: number;
}

const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const EXTENSION = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
};

/**
 * Makes an ECDSA P-256 key and its X.509 certificate (RFC 5280), signed by `issuer` or by itself. The key is truly
 * random, with a seed too: somebody may put this CA into a trust store.
 */
export function issueCertificate(content: CertificateContent, issuer?: { name: string; key: KeyObject }): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const issuerKey = issuer?.key ?? privateKey;
  // The first bit is cleared: a serial number is positive and has at most 20 bytes.
  const serial = randomBytes(16);
  serial.writeUInt8(serial.readUInt8(0) & 0x7f, 0);
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_WITH_SHA256,
    nameOf(issuer?.name ?? content.name),
    sequence(time(content.notBefore), time(content.notAfter)),
    nameOf(content.name),
    publicKey.export({ format: "der", type: "spki" }),
    tagged(0xa3, sequence(...extensions(content, publicKey, createPublicKey(issuerKey)))),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(sign("sha256", body, issuerKey)));
  return { certificate: pem(der), key: privateKey.export({ format: "pem", type: "pkcs8" }) as string };
}

function extensions({ isCa, hosts }: CertificateContent, subject: KeyObject, issuer: KeyObject): Buffer[] {
  // Bit 5 keyCertSign and 6 cRLSign for a CA; bit 0 digitalSignature for a server.
  const usage = isCa ? bitString(Buffer.from([0b0000_0110]), 1) : bitString(Buffer.from([0b1000_0000]), 7);
  const list = [
    extension(EXTENSION.basicConstraints, true, isCa ? sequence(boolean(true)) : sequence()),
    extension(EXTENSION.keyUsage, true, usage),
    extension(EXTENSION.subjectKeyIdentifier, false, octetString(keyIdentifier(subject))),
    extension(EXTENSION.authorityKeyIdentifier, false, sequence(tagged(0x80, keyIdentifier(issuer)))),
  ];
  if (isCa) return list;
  return [
    ...list,
    // serverAuth
    extension(EXTENSION.extendedKeyUsage, false, sequence(oid("1.3.6.1.5.5.7.3.1"))),
    extension(EXTENSION.subjectAlternativeName, false, sequence(...hosts.map(generalName))),
  ];
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid("2.5.4.3"), utf8(commonName))));
}

function generalName(host: string): Buffer {
  if (isIPv4(host)) return tagged(0x87, Buffer.from(host.split(".").map(Number)));
  if (isIPv6(host)) return tagged(0x87, ipv6Bytes(host));
  return tagged(0x82, Buffer.from(host, "ascii"));
}

/** URL writes an IPv6 address in groups without leading zeros, with at most one `::` and no dots. */
function ipv6Bytes(host: string): Buffer {
  const [left = "", right] = new URL(`http://[${host}]`).hostname.slice(1, -1).split("::");
  const head = left.split(":").filter(Boolean);
  const tail = (right ?? "").split(":").filter(Boolean);
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

function keyIdentifier(key: KeyObject): Buffer {
  // Any value that is the same for the same key is allowed (RFC 5280 section 4.2.1.2).
  return createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest()
    .subarray(0, 20);
}

function pem(der: Buffer): string {
  const lines = der.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
