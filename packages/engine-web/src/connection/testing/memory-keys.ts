import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  type SignalRepositoryWithLIDStore,
} from "@whiskeysockets/baileys";
import { makeLibSignalRepository } from "@whiskeysockets/baileys/lib/Signal/libsignal.js";
import type { KeysFailure, SessionKeys } from "../../session.ts";
import type { ConnectionPorts } from "../ports.ts";

/** Keys of devices in memory that behave as a database does: what was not saved is not there the next time. */
export interface MemoryKeys extends Pick<ConnectionPorts, "openKeys" | "eraseSession" | "hasCredentials"> {
  /** Instances whose keys are open now. */
  readonly open: Set<string>;
  /** Instances that have anything stored. */
  readonly stored: ReadonlySet<string>;
  /** How often keys were opened while they were open: two connections of one instance. */
  readonly overlaps: number;
  /** Credentials as they would be read now. */
  credentials(instanceId: string): AuthenticationCreds | undefined;
  /** What the next calls of `openKeys` reject with. */
  failure: Error | undefined;
  /** What everything that is written waits for. */
  uncommitted: Promise<void> | undefined;
  /** Lets a commit of the instance's open connection fail. */
  fail(instanceId: string): void;
}

interface Device {
  readonly keys: AuthenticationState["keys"];
  creds: string | undefined;
}

export function memoryKeys(): MemoryKeys {
  const devices = new Map<string, Device>();
  const open = new Set<string>();
  const failures = new Map<string, KeysFailure>();
  let overlaps = 0;
  const read = (device: Device | undefined): AuthenticationCreds | undefined =>
    device?.creds === undefined ? undefined : JSON.parse(device.creds, BufferJSON.reviver);

  const memory: MemoryKeys = {
    open,
    get stored() {
      return new Set([...devices].filter(([, { creds }]) => creds !== undefined).map(([id]) => id));
    },
    get overlaps() {
      return overlaps;
    },
    credentials: (instanceId) => read(devices.get(instanceId)),
    failure: undefined,
    uncommitted: undefined,
    fail: (instanceId) => failures.get(instanceId)?.(new Error("the commit failed")),
    async openKeys({ instanceId, onFailure }) {
      if (memory.failure !== undefined) throw memory.failure;
      if (open.has(instanceId)) overlaps += 1;
      const fresh = memoryAuth();
      const device = devices.get(instanceId) ?? { keys: fresh.keys, creds: undefined };
      devices.set(instanceId, device);
      const creds = read(device) ?? fresh.creds;
      let repository: SignalRepositoryWithLIDStore | undefined;
      open.add(instanceId);
      failures.set(instanceId, onFailure);
      const keys: SessionKeys = {
        auth: { creds, keys: device.keys },
        makeSignalRepository(auth, logger, pnToLid) {
          repository = makeLibSignalRepository(auth, logger, pnToLid);
          return repository;
        },
        get repository() {
          return repository;
        },
        uncommitted: () => memory.uncommitted,
        noteStanza: () => undefined,
        digestsOf: () => [],
        pending: async () => [],
        passed: async () => undefined,
        async saveCredentials() {
          device.creds = JSON.stringify(creds, BufferJSON.replacer);
        },
        async close() {
          open.delete(instanceId);
          failures.delete(instanceId);
        },
      };
      return keys;
    },
    async eraseSession(instanceId) {
      devices.delete(instanceId);
    },
    async hasCredentials(instanceId) {
      const creds = read(devices.get(instanceId));
      return creds?.me !== undefined && creds.account !== undefined;
    },
  };
  return memory;
}
