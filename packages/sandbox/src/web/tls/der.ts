/** DER (ITU-T X.690), as much of it as a certificate needs. Each function gives one encoded value. */
const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
};

/** A value of any tag. */
export function tagged(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body), body]);
}

export function sequence(...content: Buffer[]): Buffer {
  return tagged(TAG.sequence, ...content);
}

export function set(...content: Buffer[]): Buffer {
  return tagged(TAG.set, ...content);
}

/** A positive whole number from its bytes, big endian. */
export function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.from([0]) : bytes.subarray(start);
  // A set first bit would make it negative.
  return tagged(TAG.integer, ((digits[0] ?? 0) & 0x80) === 0 ? digits : Buffer.concat([Buffer.from([0]), digits]));
}

/** @param unusedBits How many bits of the last byte do not count. */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return tagged(TAG.bitString, Buffer.from([unusedBits]), bytes);
}

export function octetString(...content: Buffer[]): Buffer {
  return tagged(TAG.octetString, ...content);
}

export function boolean(value: boolean): Buffer {
  return Buffer.from([1, 1, value ? 0xff : 0]);
}

export function utf8(text: string): Buffer {
  return tagged(TAG.utf8, Buffer.from(text, "utf8"));
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(TAG.oid, Buffer.from(bytes));
}

/** A moment, to the second: `UTCTime` until 2049 and `GeneralizedTime` from then on (RFC 5280 section 4.1.2.5). */
export function time(milliseconds: number): Buffer {
  const digits = `${new Date(milliseconds).toISOString().replaceAll(/\D/g, "").slice(0, 14)}Z`;
  return digits < "2050" ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(TAG.time, Buffer.from(digits));
}

function lengthOf(body: Buffer): Buffer {
  if (body.length < 128) return Buffer.from([body.length]);
  const hex = body.length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
