import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { Store } from "../../store/store.ts";
import { ALWAYS_CERTIFIED_HOSTS, tlsIdentity } from "./tls-identity.ts";

const DAY_MS = 86_400_000;

test("the server's certificate is signed by the CA, and has every name", () => {
  const identity = tlsIdentity({ store: Store.inMemory() }, ["sandbox.internal", "10.1.2.3", "fe80::1:2"]);
  const ca = new X509Certificate(identity.ca);
  const server = new X509Certificate(identity.certificate);
  expect(ca.ca).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(server.ca).toBe(false);
  expect(server.checkIssued(ca)).toBe(true);
  expect(server.verify(ca.publicKey)).toBe(true);
  for (const host of [...ALWAYS_CERTIFIED_HOSTS, "sandbox.internal", "media-gru1.whatsapp.net"]) {
    const isAddress = /^[\d.:]+$/.test(host);
    expect(isAddress ? server.checkIP(host) : server.checkHost(host), host).toBeTruthy();
  }
  for (const address of ["10.1.2.3", "fe80::1:2"]) expect(server.checkIP(address)).toBe(address);
  expect(server.checkHost("example.org")).toBeUndefined();
});

test("both are valid now, and end in time", () => {
  const identity = tlsIdentity({ store: Store.inMemory() });
  const [ca, server] = [identity.ca, identity.certificate].map((pem) => new X509Certificate(pem));
  for (const { validFrom, validTo } of [ca!, server!]) {
    expect(Date.parse(validFrom)).toBeLessThan(Date.now());
    expect(Date.parse(validTo)).toBeGreaterThan(Date.now() + 390 * DAY_MS);
  }
  expect(Date.parse(server!.validTo)).toBeLessThan(Date.now() + 398 * DAY_MS);
});

test("a restart keeps the CA that clients trust; a new host only makes a new server certificate under it", () => {
  const store = Store.inMemory();
  const first = tlsIdentity({ store });
  expect(tlsIdentity({ store })).toEqual(first);
  const wider = tlsIdentity({ store }, ["sandbox.internal"]);
  expect(wider.ca).toBe(first.ca);
  expect(wider.certificate).not.toBe(first.certificate);
  expect(new X509Certificate(wider.certificate).verify(new X509Certificate(first.ca).publicKey)).toBe(true);
});

test("no two sandboxes share a CA", () => {
  const [one, other] = [0, 1].map(() => tlsIdentity({ store: Store.inMemory() }).ca);
  expect(one).not.toBe(other);
});
