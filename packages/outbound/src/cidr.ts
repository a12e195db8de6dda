import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** One range of addresses: the network's first address and the number of fixed bits. */
export type Cidr = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number];

/** Raised by {@link parseCidrList} with every entry that cannot be read, one sentence each. */
export class CidrListError extends Error {
  override readonly name = "CidrListError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.problems = problems;
  }
}

/**
 * Reads a list of CIDR ranges, separated by commas or white space (or already split), into its canonical spelling:
 * `"10.0.0.0/8, ::1"` gives `["10.0.0.0/8", "::1/128"]`. A plain address stands for itself.
 * Raises {@link CidrListError} with all problems at once, so that a settings check can show them together.
 */
export function parseCidrList(list: string | readonly string[]): string[] {
  return toCidrs(list).map(([network, prefixLength]) => `${network.toString()}/${prefixLength}`);
}

/** As {@link parseCidrList}, in the form that addresses are matched with. */
export function toCidrs(list: string | readonly string[]): Cidr[] {
  const entries = (typeof list === "string" ? list.split(/[\s,]+/) : list.map((entry) => entry.trim())).filter(
    (entry) => entry !== "",
  );
  const cidrs: Cidr[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const read = readCidr(entry);
    if (typeof read === "string") problems.push(`${JSON.stringify(entry)}: ${read}`);
    else cidrs.push(read);
  }
  if (problems.length > 0) throw new CidrListError(problems);
  return cidrs;
}

/** The range, or a sentence that says what is wrong with its spelling. */
function readCidr(entry: string): Cidr | string {
  const [address = "", prefix, ...rest] = entry.split("/");
  // isIP is strict (no octal, no short forms): what an operator opens must not depend on how a parser guesses.
  const family = isIP(address);
  if (family === 0 || address.includes("%")) return "not an IPv4 or IPv6 address, such as 10.0.0.0/8 or fd00::/8";
  const bits = family === 4 ? 32 : 128;
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) || Number(prefix ?? bits) > bits) {
    return `the part behind "/" must be a number from 0 to ${bits}`;
  }
  const prefixLength = Number(prefix ?? bits);
  const network = ipaddr.parse(address);
  if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress()) {
    return "IPv4-mapped addresses are treated as IPv4: write the IPv4 range";
  }
  const first = firstAddress(network, prefixLength);
  if (first.toString() !== network.toString()) {
    return `has bits set behind the prefix: write ${first.toString()}/${prefixLength} or ${network.toString()}/${bits}`;
  }
  return [network, prefixLength];
}

function firstAddress(network: ipaddr.IPv4 | ipaddr.IPv6, prefixLength: number): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = network.toByteArray().map((byte, index) => {
    const fixedBits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return byte & (0xff << (8 - fixedBits)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes);
}
