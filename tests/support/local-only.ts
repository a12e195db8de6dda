import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const localNames = new Set(["localhost", "127.0.0.1", "::1"]);

/**
 * Makes every other host unknown in this process: examples name hosts of the internet, and a test sends nothing there.
 */
export function resolveLocalNamesOnly(): void {
  const system = dns.lookup;
  const lookup = (host: string, ...rest: unknown[]): void => {
    if (localNames.has(host)) {
      Reflect.apply(system, dns, [host, ...rest]);
      return;
    }
    const callback = rest.at(-1) as (error: Error) => void;
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
      code: "ENOTFOUND",
      syscall: "getaddrinfo",
    });
    queueMicrotask(() => callback(error));
  };
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
}
