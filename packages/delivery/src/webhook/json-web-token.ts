import { createHmac } from "node:crypto";

const lifetimeSeconds = 600;
const header = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

/** Makes tokens (RFC 7519, HS256) by which a receiver can tell that a request comes from here; one a second at most. */
export function createTokenSource(secret: string, nowMs: () => number = Date.now): () => string {
  let issuedAt = 0;
  let token = "";
  return () => {
    const now = Math.floor(nowMs() / 1000);
    if (now !== issuedAt) {
      issuedAt = now;
      const claims = { iat: now, exp: now + lifetimeSeconds, app: "waxwing", action: "webhook" };
      const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
      token = `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
    }
    return token;
  };
}
