import { createPrivateKey, X509Certificate } from "node:crypto";
import type { World } from "../world.ts";
import { type CertifiedKey, issueCertificate } from "./certificate.ts";

/** The names that every server certificate has: where clients look for WhatsApp, and where the sandbox usually is. */
export const ALWAYS_CERTIFIED_HOSTS = [
  "localhost",
  "127.0.0.1",
  "::1",
  "mmg.whatsapp.net",
  "*.whatsapp.net",
  "web.whatsapp.com",
  "graph.facebook.com",
] as const;

/** The server's certificate and the CA to trust for it; all PEM. */
export interface TlsIdentity {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

const CA_NAME = "Waxwing sandbox CA";
const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
/** The longest that some systems accept of a server. */
const SERVER_DAYS = 397;
/** A certificate that ends sooner is made anew at the start. */
const RENEW_DAYS = 30;

interface StoredServer extends CertifiedKey {
  readonly hosts: readonly string[];
}

/**
 * The TLS identity of this sandbox. The CA is made at the first start and kept in the store under `transport` with its
 * private key; the server's certificate is made anew when it runs out or when a host is missing. Dates follow the
 * machine's clock, not the sandbox's: it is the machine's that clients compare them with.
 * @param hosts Further names and addresses under which clients reach the sandbox.
 */
export function tlsIdentity(world: Pick<World, "store">, hosts: readonly string[] = []): TlsIdentity {
  const now = Date.now();
  const kept = world.store.collection<CertifiedKey | StoredServer>("transport");
  let ca: CertifiedKey | undefined = kept.get("tls ca");
  if (ca === undefined || isRunningOut(ca, now)) {
    ca = issueCertificate({ name: CA_NAME, hosts: [], isCa: true, ...validity(now, CA_DAYS) });
    kept.set("tls ca", ca);
    kept.delete("tls server");
  }
  const wanted = [...new Set([...ALWAYS_CERTIFIED_HOSTS, ...hosts])];
  let server = kept.get("tls server");
  if (server === undefined || isRunningOut(server, now) || !hasAll(server, wanted)) {
    const issuer = { name: CA_NAME, key: createPrivateKey(ca.key) };
    const content = { name: "Waxwing sandbox", hosts: wanted, isCa: false, ...validity(now, SERVER_DAYS) };
    server = { ...issueCertificate(content, issuer), hosts: wanted };
    kept.set("tls server", server);
  }
  return { ca: ca.certificate, certificate: server.certificate, key: server.key };
}

/** From a day ago, so that a client whose clock is a little slow accepts it. */
function validity(now: number, days: number): { notBefore: number; notAfter: number } {
  return { notBefore: now - DAY_MS, notAfter: now + days * DAY_MS };
}

function isRunningOut({ certificate }: CertifiedKey, now: number): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) < now + RENEW_DAYS * DAY_MS;
}

function hasAll(server: CertifiedKey | StoredServer, hosts: readonly string[]): boolean {
  return "hosts" in server && hosts.every((host) => server.hosts.includes(host));
}
