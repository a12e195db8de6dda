import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeAddress } from "./address-policy.ts";
import { toCidrs } from "./cidr.ts";
import { createOutbound } from "./outbound.ts";
import { OutboundError } from "./outbound-error.ts";

const outbound = createOutbound({ allowPrivate: [], userAgent: "test" });

/** What RFC 6890 and its successors set aside, kept apart from the code under test and matched by Node. */
const special = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  ["168.63.129.16", 32],
] as const) {
  special.addSubnet(network, prefix);
}

const octets = fc.oneof(
  fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
  // Near the borders of the private ranges.
  fc.tuple(
    fc.constantFrom(9, 10, 11, 126, 127, 100, 169, 172, 192, 198, 223, 224),
    fc.nat(255),
    fc.nat(255),
    fc.nat(255),
  ),
  fc.tuple(fc.constant(172), fc.integer({ min: 15, max: 32 }), fc.nat(255), fc.nat(255)),
  fc.tuple(fc.constant(169), fc.constantFrom(253, 254, 255), fc.nat(255), fc.nat(255)),
);

const number = (value: number, radix: 8 | 10 | 16) =>
  radix === 8 ? `0${value.toString(8)}` : radix === 16 ? `0x${value.toString(16)}` : String(value);
const radix = fc.constantFrom<8 | 10 | 16>(8, 10, 16);
const fullWidth = (text: string) => text.replace(/[0-9]/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
const hex = (high: number, low: number) => ((high << 8) | low).toString(16);

/** One IPv4 address with a spelling of it that a URL may hold. */
const spelledIPv4 = fc
  .tuple(octets, radix, radix, fc.constantFrom(1, 2, 3, 4), fc.boolean())
  .map(([address, r1, r2, parts, wide]) => {
    const [a, b, c, d] = address;
    const tail = [((a * 256 + b) * 256 + c) * 256 + d, (b * 256 + c) * 256 + d, c * 256 + d, d][parts - 1] ?? 0;
    const text = [...[a, b, c].slice(0, parts - 1).map((octet) => number(octet, r1)), number(tail, r2)].join(".");
    return { dotted: address.join("."), host: wide ? fullWidth(text) : text };
  });

/** One IPv4 address inside an IPv6 address that leads to it. */
const embeddedIPv4 = fc.tuple(octets, fc.integer({ min: 0, max: 4 })).map(([[a, b, c, d], form]) => ({
  dotted: `${a}.${b}.${c}.${d}`,
  host: [
    `[::ffff:${a}.${b}.${c}.${d}]`,
    `[0:0:0:0:0:FFFF:${hex(a, b)}:${hex(c, d)}]`,
    `[64:ff9b::${a}.${b}.${c}.${d}]`,
    `[64:ff9b::${hex(a, b)}:${hex(c, d)}]`,
    `[0064:FF9B:0:0:0:0:${hex(a, b)}:${hex(c, d)}]`,
  ][form] as string,
}));

function isRefused(url: string): boolean {
  try {
    outbound.assertUrlAllowed(url);
    return false;
  } catch (error) {
    if (error instanceof OutboundError && error.code === "ADDRESS_NOT_ALLOWED") return true;
    throw error;
  }
}

describe("which addresses may be reached", () => {
  it("does not depend on how an IPv4 address is spelled or wrapped", () => {
    fc.assert(
      fc.property(fc.oneof(spelledIPv4, embeddedIPv4), fc.constantFrom("http", "https"), ({ dotted, host }, scheme) => {
        expect(isRefused(`${scheme}://${host}:8080/hook`)).toBe(special.check(dotted));
      }),
      { numRuns: 3000 },
    );
  });

  it("allows IPv6 only where it is globally reachable", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        fc.pre(isIP(address) === 6);
        const verdict = judgeAddress(address, []);
        const isGlobal = /^[23][0-9a-f]{3}:/i.test(address.toLowerCase());
        if (verdict.isAllowed && !isGlobal) {
          expect(address.toLowerCase()).toMatch(/^(0*:)*0*ffff:|^0*64:0*ff9b:|^::ffff:/);
        }
      }),
    );
  });

  it.each([
    ["127.0.0.1", "loopback"],
    ["::1", "loopback"],
    ["::", "unspecified"],
    ["0.0.0.0", "unspecified"],
    ["169.254.169.254", "link-local"],
    ["fe80::1%eth0", "link-local"],
    ["fd00:ec2::254", "private"],
    ["fec0::1", "private"],
    ["100.100.100.200", "carrier-grade NAT"],
    ["168.63.129.16", "cloud metadata"],
    ["224.0.0.251", "multicast"],
    ["ff02::1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["240.0.0.1", "reserved"],
    ["2001:db8::1", "reserved"],
    ["2002:7f00:1::", "reserved"],
    ["2002:0808:0808::1", "reserved"],
    ["2001:0:1234::1", "reserved"],
    ["64:ff9b:1::a00:1", "reserved"],
    ["64:ff9b::169.254.169.254", "link-local"],
    ["::ffff:0:127.0.0.1", "reserved"],
    ["::127.0.0.1", "reserved"],
    ["::8.8.8.8", "reserved"],
    ["010.0.0.1", "unreadable"],
    ["4000::1", "reserved"],
    ["::ffff:10.1.2.3", "private"],
    ["not an address", "unreadable"],
    ["", "unreadable"],
  ])("refuses %s as %s", (address, reason) => {
    expect(judgeAddress(address, [])).toEqual({ isAllowed: false, reason });
  });

  it.each(["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "100.63.255.255", "172.32.0.1"])(
    "allows %s",
    (address) => expect(judgeAddress(address, [])).toEqual({ isAllowed: true }),
  );

  it("opens exactly what the setting names", () => {
    const open = toCidrs(["10.1.0.0/16", "fd00::/8"]);
    const isAllowed = (address: string) => judgeAddress(address, open).isAllowed;
    expect(["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "fd12::1"].map(isAllowed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(["10.2.0.1", "127.0.0.1", "fc00::1", "::1"].map(isAllowed)).toEqual([false, false, false, false]);
  });
});
