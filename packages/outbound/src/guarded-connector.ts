import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { buildConnector } from "undici";
import { judgeAddress } from "./address-policy.ts";
import type { Cidr } from "./cidr.ts";
import { OutboundError } from "./outbound-error.ts";
import { addressNotAllowed, refuseForbiddenHost } from "./url-policy.ts";

/** Turns a host name into all its addresses. The default is the system's resolver (`/etc/hosts`, then DNS). */
export type ResolveAddresses = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Opens sockets for undici; `closePending` ends those that are still connecting. */
export interface GuardedConnector {
  readonly connect: buildConnector.connector;
  closePending(error: Error): void;
}

/**
 * A connector that only reaches allowed addresses. The check and the connection share one resolution: Node connects to
 * exactly the addresses that the guarded lookup hands back (`net.connect` with `lookup`), so that a name that changes
 * its answer between check and connection (DNS rebinding) gains nothing. Literal addresses never reach a lookup and
 * are checked before.
 */
export function createGuardedConnector(
  allowPrivate: readonly Cidr[],
  connectTimeoutMs: number,
  resolve: ResolveAddresses = systemLookup,
): GuardedConnector {
  const open = buildConnector({
    allowH2: false,
    timeout: connectTimeoutMs,
    lookup: guardLookup(allowPrivate, resolve),
  });
  const pending = new Set<Socket>();

  return {
    connect(options, callback) {
      try {
        refuseForbiddenHost(options.hostname, allowPrivate);
      } catch (error) {
        callback(error as OutboundError, null);
        return;
      }
      // The types leave out that undici's connector gives the socket back at once.
      const socket = open(options, (...result) => {
        pending.delete(socket);
        callback(...result);
      }) as unknown as Socket;
      pending.add(socket);
      socket.once("close", () => pending.delete(socket));
    },
    closePending(error) {
      for (const socket of pending) socket.destroy(error);
    },
  };
}

/** A lookup that hands back allowed addresses only; for sockets that are not opened by undici. */
export function guardLookup(allowPrivate: readonly Cidr[], resolve: ResolveAddresses = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null || addresses.length === 0) {
        callback(new OutboundError("NAME_NOT_RESOLVED", `${hostname} has no address`, { cause: error }), "", 0);
        return;
      }
      const verdicts = addresses.map(({ address }) => judgeAddress(address, allowPrivate));
      const allowed = addresses.filter((_, index) => verdicts[index]?.isAllowed);
      const [first] = allowed;
      if (first === undefined) {
        const reasons = new Set(verdicts.map((verdict) => (verdict.isAllowed ? "" : verdict.reason)));
        callback(addressNotAllowed(hostname, `resolves to a ${[...reasons].join(" and ")} address`), "", 0);
      } else if (options.all === true) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
