import { deflateSync } from "node:zlib";
import { Curve, decodeBinaryNode, proto } from "@whiskeysockets/baileys";
import fc from "fast-check";
import { verifySignature as rawVerify } from "libsignal/src/curve.js";
import { expect, test } from "vitest";
import { Clock } from "../../clock.ts";
import { Random } from "../../random.ts";
import { Store } from "../../store/store.ts";
import { element, type Stanza } from "../stanza.ts";
import { decodeStanza, encodeStanza } from "./codec.ts";
import { encodeFrame, FrameReader, INTRO, type Intro } from "./frames.ts";
import { keyPair, sharedSecret } from "./key-pair.ts";
import { noiseIdentity } from "./noise-identity.ts";
import { sign, verifySignature } from "./signature.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

function cut(stream: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let rest = stream;
  for (const length of lengths) {
    pieces.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  return [...pieces, rest];
}

test("frames come out as they went in, however the stream is cut, with routing info and without", () => {
  fc.assert(
    fc.property(
      fc.array(bytes(400), { maxLength: 8 }),
      fc.option(bytes(300), { nil: null }),
      fc.array(fc.nat(60), { maxLength: 40 }),
      (payloads, routingInfo, lengths) => {
        const prefix =
          routingInfo === null
            ? []
            : [Buffer.from("45440001", "hex"), encodeFrame(routingInfo).subarray(0, 3), routingInfo];
        const stream = Buffer.concat([...prefix, INTRO, ...payloads.map(encodeFrame)]);
        const reader = new FrameReader();
        const out: Buffer[] = [];
        let intro: Intro | null = null;
        for (const piece of cut(stream, lengths)) {
          reader.push(piece);
          intro ??= reader.intro();
          if (intro === null) continue;
          for (let frame = reader.next(); frame !== null; frame = reader.next()) out.push(frame);
        }
        expect(intro).toEqual({ routingInfo });
        expect(out).toEqual(payloads);
      },
    ),
  );
});

test("a frame that is announced longer than allowed raises an error before its bytes come", () => {
  const reader = new FrameReader(10);
  reader.push(Buffer.from([0, 0, 11]));
  expect(() => reader.next()).toThrow("a frame of 11 bytes, 10 are allowed");
  expect(() => encodeFrame(Buffer.alloc(2 ** 24))).toThrow("16777216 bytes");
});

test("a stanza that was written is read as the same by the sandbox and by Baileys", async () => {
  const stanza = element("message", { from: "5511988887777:3@s.whatsapp.net", to: "1@lid", id: "3EB0AA" }, [
    element("enc", { v: 2, type: "pkmsg" }, Buffer.alloc(5000, 3)),
    element("empty"),
  ]);
  expect(decodeStanza(encodeStanza(stanza))).toEqual(await decodeBinaryNode(encodeStanza(stanza)));
  expect(decodeStanza(encodeStanza(stanza)).content).toMatchObject([{ attrs: { v: "2" } }, { tag: "empty" }]);
});

test("a deflated payload is read too", () => {
  const plain = encodeStanza(element("iq", { id: "1" }, [element("ping")]));
  expect(decodeStanza(Buffer.concat([Buffer.from([2]), deflateSync(plain.subarray(1))]))).toEqual(decodeStanza(plain));
});

test("a stanza that is nested deeper than any real one raises an error, before something breaks on it", () => {
  const nested = (depth: number): Stanza =>
    Array.from({ length: depth - 1 }).reduce<Stanza>((inner) => element("meta", {}, [inner]), element("meta"));
  expect(decodeStanza(encodeStanza(nested(64)))).toEqual(nested(64));
  expect(() => decodeStanza(encodeStanza(nested(65)))).toThrow("nested");
  expect(() => decodeStanza(encodeStanza(nested(2000)))).toThrow("nested");
});

test("anything but exactly one stanza raises an error", () => {
  const good = encodeStanza(element("iq", { id: "1" }));
  expect(() => decodeStanza(Buffer.alloc(0))).toThrow("empty payload");
  expect(() => decodeStanza(Buffer.concat([good, Buffer.from([1])]))).toThrow("1 bytes behind a stanza");
  expect(() => decodeStanza(good.subarray(0, -1))).toThrow();
  expect(() => decodeStanza(Buffer.from([2, 1, 2, 3]))).toThrow();
  // Baileys writes it, counted but without its value: the rest of the stanza is then not where it should be.
  const corrupted = { tag: "iq", attrs: { id: 1, type: "get" } } as unknown as Stanza;
  expect(() => decodeStanza(encodeStanza(corrupted))).toThrow();
  fc.assert(
    fc.property(bytes(200), (payload) => {
      try {
        expect(decodeStanza(payload).tag).toBeTypeOf("string");
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

test("key pairs from bytes agree and sign like those of Baileys", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      const own = keyPair(Buffer.from(seed));
      const other = Curve.generateKeyPair();
      const secret = sharedSecret(own.privateKey, other.public);
      expect(secret).toEqual(Buffer.from(Curve.sharedKey(other.private, own.publicKey)));
    }),
    { numRuns: 20 },
  );
  expect(() => keyPair(Buffer.alloc(31))).toThrow("32 bytes");
});

test("only a key's own signature of the very message is one", () => {
  const own = keyPair(Buffer.alloc(32, 1));
  const message = Buffer.from("message");
  const signature = sign(own.privateKey, message);
  expect(sign(own.privateKey, message)).toEqual(signature);
  expect(verifySignature(own.publicKey, message, signature)).toBe(true);
  expect(verifySignature(Buffer.concat([Buffer.from([5]), own.publicKey]), message, signature)).toBe(true);
  expect(verifySignature(own.publicKey, message, Curve.sign(Buffer.from(own.privateKey), message))).toBe(true);
  expect(verifySignature(own.publicKey, Buffer.from("massage"), signature)).toBe(false);
  expect(verifySignature(keyPair(Buffer.alloc(32, 2)).publicKey, message, signature)).toBe(false);
  expect(verifySignature(own.publicKey, message, Buffer.alloc(64, 7))).toBe(false);
  expect(verifySignature(own.publicKey, message, signature.subarray(1))).toBe(false);
  expect(verifySignature(Buffer.alloc(31), message, signature)).toBe(false);
  // Baileys' own check, for which the strict one exists.
  expect(Curve.verify(own.publicKey, message, Buffer.alloc(64, 7))).toBe(true);
});

test("the strict check says of every key and signature what libsignal itself says", () => {
  const thirtyTwo = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(thirtyTwo, thirtyTwo, bytes(50), fc.nat(63), fc.nat(255), (seed, other, message, at, mask) => {
      const { privateKey, publicKey } = keyPair(seed);
      const signature = sign(privateKey, message);
      signature.writeUInt8(signature.readUInt8(at) ^ mask, at);
      for (const key of [publicKey, other]) {
        const theirs = rawVerify(Buffer.concat([Buffer.from([5]), key]), message, signature);
        expect(verifySignature(key, message, signature)).toBe(theirs);
      }
    }),
    { numRuns: 25, examples: [[Buffer.alloc(32, 3), Buffer.alloc(32), Buffer.alloc(0), 0, 0]] },
  );
});

test("the certificate chain leads from the root to the server's key, each signature checked strictly", () => {
  const world = { store: Store.inMemory(), random: new Random("seed"), clock: new Clock() };
  const identity = noiseIdentity(world);
  const { leaf, intermediate } = proto.CertChain.decode(identity.certificateChain);
  const { Details } = proto.CertChain.NoiseCertificate;
  const intermediateDetails = Details.decode(intermediate!.details!);
  const leafDetails = Details.decode(leaf!.details!);
  expect(verifySignature(identity.rootKey, intermediate!.details!, intermediate!.signature!)).toBe(true);
  expect(verifySignature(intermediateDetails.key!, leaf!.details!, leaf!.signature!)).toBe(true);
  expect(intermediateDetails.issuerSerial).toBe(0);
  expect(leafDetails.issuerSerial).toBe(intermediateDetails.serial);
  expect(Buffer.from(leafDetails.key!)).toEqual(identity.staticKey.publicKey);
  expect(noiseIdentity(world).rootKey).toEqual(identity.rootKey);
});

test("a seed gives the same root key in every run, and no seed a new one", () => {
  const rootOf = (seed?: string): string =>
    noiseIdentity({ store: Store.inMemory(), random: new Random(seed), clock: new Clock() }).rootKey.toString("hex");
  expect(rootOf("a")).toBe(rootOf("a"));
  expect(rootOf("a")).not.toBe(rootOf("b"));
  expect(rootOf()).not.toBe(rootOf());
});
