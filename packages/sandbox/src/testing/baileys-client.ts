import type { ReachableSandbox, TestClientOptions } from "./client-types.ts";
import { TestClient } from "./test-client.ts";

export type { ClientEvent, PairingWay, ReachableSandbox, TestClientOptions } from "./client-types.ts";
export { textOfMessage } from "./message-text.ts";
export { TestClient };

/** A client that is linked to the account of this number, and open. */
export async function connectClient(sandbox: ReachableSandbox, options: TestClientOptions): Promise<TestClient> {
  const client = new TestClient(sandbox, options);
  client.start();
  try {
    await client.opened();
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}

/** Clients of as many accounts (+1 555 000 0001, …), linked one after the other and open. */
export async function pairedClients(sandbox: ReachableSandbox, count: number): Promise<TestClient[]> {
  const clients: TestClient[] = [];
  for (let number = 1; number <= count; number++) {
    const phone = `1555${String(number).padStart(7, "0")}`;
    clients.push(await connectClient(sandbox, { phone, name: `Client ${number}` }));
  }
  return clients;
}
