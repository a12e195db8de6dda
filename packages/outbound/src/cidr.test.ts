import { describe, expect, it } from "vitest";
import { CidrListError, parseCidrList } from "./cidr.ts";
import { createOutbound } from "./outbound.ts";

function problemsOf(list: string): readonly string[] {
  try {
    parseCidrList(list);
    return [];
  } catch (error) {
    if (error instanceof CidrListError) return error.problems;
    throw error;
  }
}

describe("parseCidrList", () => {
  it("reads commas, white space and plain addresses", () => {
    expect(parseCidrList(" 10.0.0.0/8,192.168.1.5\n fd00::/8 , ::1 ")).toEqual([
      "10.0.0.0/8",
      "192.168.1.5/32",
      "fd00::/8",
      "::1/128",
    ]);
    expect(parseCidrList("")).toEqual([]);
    expect(parseCidrList("0.0.0.0/0,::/0")).toEqual(["0.0.0.0/0", "::/0"]);
  });

  it("names every entry that is wrong, and why", () => {
    expect(
      problemsOf("10.0.0.5/8, 127.1/8, host, 10.0.0.0/33, ::/129, 1.1.1.1/8/8, ::ffff:10.0.0.0/104, 10.0.0.0/"),
    ).toEqual([
      '"10.0.0.5/8": has bits set behind the prefix: write 10.0.0.0/8 or 10.0.0.5/32',
      '"127.1/8": not an IPv4 or IPv6 address, such as 10.0.0.0/8 or fd00::/8',
      '"host": not an IPv4 or IPv6 address, such as 10.0.0.0/8 or fd00::/8',
      '"10.0.0.0/33": the part behind "/" must be a number from 0 to 32',
      '"::/129": the part behind "/" must be a number from 0 to 128',
      '"1.1.1.1/8/8": the part behind "/" must be a number from 0 to 32',
      '"::ffff:10.0.0.0/104": IPv4-mapped addresses are treated as IPv4: write the IPv4 range',
      '"10.0.0.0/": the part behind "/" must be a number from 0 to 32',
    ]);
  });

  it("stops an outbound client with a bad list", () => {
    expect(() => createOutbound({ allowPrivate: ["10.0.0.0/99"], userAgent: "test" })).toThrow(CidrListError);
  });
});
