import { afterAll, beforeAll, beforeEach } from "vitest";
import { connectClient, type TestClient } from "../../../testing/baileys-client.ts";
import { startTestSandbox, type TestSandbox } from "../../../testing/start.ts";

export let sandbox: TestSandbox;
/** Two companions of one account, and a correspondent. */
export let alice: TestClient;
export let alicesTablet: TestClient;
export let bob: TestClient;
/** How many events each had when the test began: earlier ones are not looked at. */
export let mark: { alice: number; tablet: number; bob: number };

/** Connects them for all tests of a file. To be called at its top. */
export function useAcquaintances(): void {
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    alice = await connectClient(sandbox, { phone: "15550000001", name: "Alice" });
    alicesTablet = await connectClient(sandbox, { phone: "15550000001" });
    bob = await connectClient(sandbox, { phone: "15550000002", name: "Bob" });
    await alice.send(bob.jid, { text: "we know each other" });
    await bob.text("we know each other");
  });

  beforeEach(() => {
    mark = { alice: alice.events.length, tablet: alicesTablet.events.length, bob: bob.events.length };
  });

  afterAll(async () => {
    await alice?.close();
    await alicesTablet?.close();
    await bob?.close();
    await sandbox?.close();
  });
}
