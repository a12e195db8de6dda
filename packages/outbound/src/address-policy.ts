import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Cidr } from "./cidr.ts";

/** Says whether a connection may be made to an address; the reason is a short noun phrase, such as `loopback`. */
export type AddressVerdict = { readonly isAllowed: true } | { readonly isAllowed: false; readonly reason: string };

const ALLOWED: AddressVerdict = { isAllowed: true };

/** All that IANA has given out as globally reachable IPv6 (https://www.iana.org/assignments/ipv6-unicast-address-assignments). */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");
/** NAT64's well-known prefix, RFC 6052: the last 32 bits are an IPv4 address that a translator connects to. */
const NAT64 = ipaddr.parseCIDR("64:ff9b::/96");
/** Azure's platform address: a public number that answers inside every virtual machine. */
const AZURE_PLATFORM = "168.63.129.16";

const REASONS: Readonly<Record<string, string>> = {
  unspecified: "unspecified",
  broadcast: "broadcast",
  multicast: "multicast",
  linkLocal: "link-local",
  loopback: "loopback",
  carrierGradeNat: "carrier-grade NAT",
  private: "private",
  uniqueLocal: "private",
  deprecatedSiteLocal: "private",
};

/**
 * Judges one address as the operating system or a URL spells it (an IPv6 zone is ignored). Refused is everything that
 * the IANA special-purpose registries do not call globally reachable, the metadata services of cloud providers, and
 * what cannot be read; `allowPrivate` opens exceptions. An IPv4 address inside an IPv6 one (IPv4-mapped, NAT64) is
 * judged as the IPv4 address that is reached.
 */
export function judgeAddress(address: string, allowPrivate: readonly Cidr[]): AddressVerdict {
  const parsed = parseAddress(address);
  if (parsed === undefined) return { isAllowed: false, reason: "unreadable" };
  if (isCovered(parsed, allowPrivate)) return ALLOWED;
  const embedded = embeddedIPv4(parsed);
  if (embedded !== undefined) return judgeAddress(embedded.toString(), allowPrivate);
  const range = parsed.range();
  if (range !== "unicast") return { isAllowed: false, reason: REASONS[range] ?? "reserved" };
  if (parsed instanceof ipaddr.IPv6) {
    return parsed.match(GLOBAL_IPV6) ? ALLOWED : { isAllowed: false, reason: "reserved" };
  }
  return parsed.toString() === AZURE_PLATFORM ? { isAllowed: false, reason: "cloud metadata" } : ALLOWED;
}

function parseAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const [withoutZone = ""] = address.split("%");
  const family = isIP(withoutZone);
  if (family === 0) return undefined;
  if (family === 4) return ipaddr.parse(withoutZone);
  // The URL parser's canonical form, since ipaddr.js takes `::8.8.8.8` (deprecated, not routed) for `::ffff:8.8.8.8`.
  const canonical = URL.parse(`http://[${withoutZone}]`)?.hostname.slice(1, -1);
  return canonical === undefined ? undefined : ipaddr.process(canonical);
}

function isCovered(address: ipaddr.IPv4 | ipaddr.IPv6, cidrs: readonly Cidr[]): boolean {
  return cidrs.some(([network, length]) => network.kind() === address.kind() && address.match(network, length));
}

function embeddedIPv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (!(address instanceof ipaddr.IPv6) || !address.match(NAT64)) return undefined;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}
