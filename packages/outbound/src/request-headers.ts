/**
 * Headers that belong to the connection or the framing, which this client alone decides; a caller's values for them are
 * left out, as the Fetch standard does (https://fetch.spec.whatwg.org/#forbidden-request-header). `host` is among them:
 * another name than the URL's would reach a virtual host, and a certificate, that nobody checked.
 */
const OWNED_BY_CLIENT = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers to send: the caller's, without those above, and `user-agent` unless the caller has its own. */
export function requestHeaders(headers: Readonly<Record<string, string>>, userAgent: string): Record<string, string> {
  const sent: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase();
    if (!OWNED_BY_CLIENT.has(lowerCase)) sent[lowerCase] = value;
  }
  sent["user-agent"] ??= userAgent;
  return sent;
}
