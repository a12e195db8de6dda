import { type Operation, WaxwingError } from "@waxwing/contract";
import type { Caller, Principal } from "../caller.ts";
import type { InstanceDirectory, InstanceRecord } from "../instance-directory.ts";
import { createRateLimit } from "./rate-limit.ts";
import { isSameHash, tokenHash } from "./token.ts";

/** Limits on keys. */
export interface RateLimits {
  /** Requests per second and key; 0: no limit. */
  readonly requestsPerSecond: number;
  /** Unknown keys per minute and remote address; 0: no limit. */
  readonly failedKeysPerMinute: number;
}

/** A principal with the hash of the token that it showed. */
export type KnownPrincipal = Principal &
  ({ readonly kind: "global" } | { readonly kind: "instance"; readonly tokenHash: Buffer });

/** Who may do what. */
export interface Access {
  /**
   * Who the key belongs to; throws UNAUTHORIZED or RATE_LIMITED. Counts against the key's rate, unless a face only asks
   * before it calls operations that count themselves.
   */
  authenticate(caller: Caller, isCounted?: boolean): KnownPrincipal;
  /** Scope, then existence; answers the instance of the call where the operation has one. */
  admit(operation: Operation, principal: KnownPrincipal, instanceName: unknown): InstanceRecord | undefined;
  /**
   * The instance of the call as it is now, for a call that was admitted a while ago (its body had to arrive). Throws
   * UNAUTHORIZED when its key was replaced meanwhile or its instance deleted, INSTANCE_NOT_FOUND when the instance was.
   */
  readmit(principal: KnownPrincipal, admitted: InstanceRecord | undefined): InstanceRecord | undefined;
}

interface KnownKey {
  readonly hash: Buffer;
  /** Name under which its requests are counted. */
  readonly id: string;
}

function knownKey(key: string): KnownKey {
  const hash = tokenHash(key);
  return { hash, id: hash.toString("base64") };
}

const maxRememberedKeys = 10_000;

/** Access by the global key and the tokens of `directory`. */
export function createAccess(globalKey: string, directory: InstanceDirectory, limits: RateLimits): Access {
  const globalHash = tokenHash(globalKey);
  const perKey = createRateLimit(limits.requestsPerSecond, 1000);
  const failures = createRateLimit(limits.failedKeysPerMinute, 60_000);
  // Keys that have opened something: they pass while an address is blocked, so that neighbours behind one proxy keep
  // working; a guess that happens to be right while the address is blocked does not. Their hashes are kept too: hashing
  // is a tenth of a small call. Whether the hash still opens something is compared anew each time.
  const known = new Map<string, KnownKey>();

  const principalOf = (hash: Buffer): KnownPrincipal | undefined => {
    if (isSameHash(hash, globalHash)) return { kind: "global" };
    const record = directory.byTokenHash(hash);
    if (record === undefined || !isSameHash(hash, record.tokenHash)) return undefined;
    return { kind: "instance", instanceId: record.id, instanceName: record.name, tokenHash: record.tokenHash };
  };

  return {
    authenticate(caller, isCounted = true) {
      if (caller.key === undefined || caller.key === "") throw new WaxwingError("UNAUTHORIZED");
      const remembered = known.get(caller.key);
      const { hash, id } = remembered ?? knownKey(caller.key);
      const principal = principalOf(hash);
      if (principal === undefined || remembered === undefined) {
        const blockedForMs = failures.blockedForMs(caller.address);
        if (blockedForMs > 0) throw rateLimited("Too many unknown keys from this address", blockedForMs);
      }
      if (principal === undefined) {
        failures.hit(caller.address);
        throw new WaxwingError("UNAUTHORIZED");
      }
      if (remembered === undefined) {
        if (known.size >= maxRememberedKeys) known.clear();
        known.set(caller.key, { hash, id });
      }
      const overMs = isCounted ? perKey.hit(id) : perKey.blockedForMs(id);
      if (overMs > 0) throw rateLimited("Too many requests with this key", overMs);
      return principal;
    },

    admit(operation, principal, instanceName) {
      if (operation.access === "any") return undefined;
      if (operation.access === "global") {
        if (principal.kind !== "global") throw new WaxwingError("FORBIDDEN", "This operation needs the global key.");
        return undefined;
      }
      // Not a name at all: the input's own check tells what is wrong with it.
      if (typeof instanceName !== "string") return undefined;
      if (principal.kind === "instance" && principal.instanceName !== instanceName) {
        throw new WaxwingError("FORBIDDEN", "This key does not open that instance.");
      }
      const record = directory.byName(instanceName);
      if (record === undefined) throw instanceNotFound(instanceName);
      return record;
    },

    readmit(principal, admitted) {
      if (principal.kind === "instance") {
        const own = directory.byId(principal.instanceId);
        if (own === undefined || !isSameHash(own.tokenHash, principal.tokenHash))
          throw new WaxwingError("UNAUTHORIZED");
      }
      if (admitted === undefined) return undefined;
      const record = directory.byId(admitted.id);
      if (record === undefined) throw instanceNotFound(admitted.name);
      return record;
    },
  };
}

/** The error for an unknown name. */
export function instanceNotFound(instanceName: string): WaxwingError {
  return new WaxwingError("INSTANCE_NOT_FOUND", `The "${instanceName.slice(0, 64)}" instance does not exist`);
}

function rateLimited(message: string, waitMs: number): WaxwingError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new WaxwingError("RATE_LIMITED", `${message}; try again in ${retryAfterSeconds} s.`, {
    details: { retryAfterSeconds },
  });
}
