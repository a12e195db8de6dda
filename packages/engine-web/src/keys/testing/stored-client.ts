import type { Sandbox } from "@waxwing/sandbox";
import { type ReachableSandbox, TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { gateWrites } from "../../connection/write-gate.ts";
import type { SessionKeys } from "../../session.ts";
import type { KeysFixture } from "./keys-fixture.ts";

/** A real client whose device is in the database: each start takes it from there, as a new process does. */
export interface StoredDevice {
  readonly instanceId: string;
  /** The keys of the latest start. */
  readonly keys: SessionKeys;
  /** The client of the latest start. */
  readonly client: TestClient;
  readonly failures: readonly Error[];
  /** Ends the connection without waiting for anything, then begins anew from the database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A sandbox as test clients take it. */
export function reachableOf({ world, port, caPem, rootKey }: Sandbox): ReachableSandbox {
  return { world, port, caPem, rootKey: Buffer.from(rootKey, "base64") };
}

class StoredClient extends TestClient {
  readonly #keys: SessionKeys;

  constructor(sandbox: Sandbox, phone: string, keys: SessionKeys) {
    const config = {
      makeSignalRepository: keys.makeSignalRepository,
      transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    };
    super(reachableOf(sandbox), { phone, auth: keys.auth, config });
    this.#keys = keys;
  }

  override start(): void {
    super.start();
    const { socket } = this;
    gateWrites(socket, { uncommitted: this.#keys.uncommitted, onRefused: () => undefined });
    socket.ws.on("frame", this.#keys.noteStanza);
    // A failure is told by onFailure.
    socket.ev.on("creds.update", () => void this.#keys.saveCredentials().catch(() => {}));
  }
}

/** Links a device to the phone with this number, or continues with the one that the database has. */
export async function startDevice(fixture: KeysFixture, sandbox: Sandbox, phone: string): Promise<StoredDevice> {
  const instanceId = await fixture.addInstance();
  const failures: Error[] = [];

  const start = async (): Promise<{ keys: SessionKeys; client: TestClient }> => {
    const keys = await fixture.open(instanceId, {
      readsAhead: () => true,
      onFailure: (error) => {
        failures.push(error);
        client.socket.end(error);
      },
    });
    const client = new StoredClient(sandbox, phone, keys);
    client.start();
    await client.opened();
    return { keys, client };
  };
  let present = await start();
  const end = async (): Promise<void> => {
    if (present.client.isOpen) present.client.socket.end(undefined);
    await present.client.close();
    await present.keys.close();
  };
  return {
    instanceId,
    failures,
    get keys() {
      return present.keys;
    },
    get client() {
      return present.client;
    },
    async restart() {
      await end();
      present = await start();
    },
    close: end,
  };
}
