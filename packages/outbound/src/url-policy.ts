import { isIP } from "node:net";
import { judgeAddress } from "./address-policy.ts";
import type { Cidr } from "./cidr.ts";
import { OutboundError } from "./outbound-error.ts";

/**
 * Reads a URL that a caller gave and refuses, without touching the network, what can be refused by its text: other
 * schemes than http and https, credentials, and hosts that are a forbidden address in any spelling (the WHATWG parser
 * turns decimal, octal, hexadecimal and full-width IPv4 into the dotted form) or `localhost`.
 * Raises `URL_NOT_ALLOWED` or `ADDRESS_NOT_ALLOWED`.
 */
export function parseAllowedUrl(url: string | URL, allowPrivate: readonly Cidr[]): URL {
  const parsed = typeof url === "string" ? URL.parse(url) : url;
  // The parser's own error would carry the whole URL, secrets included, so it is not kept as the cause.
  if (parsed === null) throw new OutboundError("URL_NOT_ALLOWED", "not an absolute URL");
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
    throw new OutboundError("URL_NOT_ALLOWED", "only http and https URLs are allowed");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new OutboundError("URL_NOT_ALLOWED", "credentials in the URL are not allowed: use an authorization header");
  }
  refuseForbiddenHost(hostOf(parsed), allowPrivate);
  return parsed;
}

/** The host as an address or name: without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** Raises `ADDRESS_NOT_ALLOWED` when the host is an address that may not be connected to; names pass. */
export function refuseForbiddenHost(host: string, allowPrivate: readonly Cidr[]): void {
  // RFC 6761, section 6.3: these names are loopback wherever they are resolved.
  const isLocalhost = /(^|\.)localhost\.?$/i.test(host);
  const addresses = isLocalhost ? ["127.0.0.1", "::1"] : isIP(host) === 0 ? [] : [host];
  const verdicts = addresses.map((address) => judgeAddress(address, allowPrivate));
  const refused = verdicts.find((verdict) => !verdict.isAllowed);
  if (refused === undefined || verdicts.some((verdict) => verdict.isAllowed)) return;
  throw addressNotAllowed(host, `is a ${refused.reason} address`);
}

/** The refusal, in words that name the setting; the addresses that a private name resolves to are not told. */
export function addressNotAllowed(host: string, fact: string): OutboundError {
  return new OutboundError("ADDRESS_NOT_ALLOWED", `${host} ${fact}, which OUTBOUND_ALLOW_PRIVATE does not open`);
}
