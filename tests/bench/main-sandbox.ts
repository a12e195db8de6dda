/** `npm run bench:sandbox`: what the sandbox costs beside the clients that use it. docs/sandbox.md: what each item measures. */
import { runItems } from "./run-items.ts";

runItems("bench:sandbox", {
  pairing: async () => (await import("./items/sandbox-pairing.ts")).measurePairing,
  messages: async () => (await import("./items/sandbox-messages.ts")).measureMessages,
  clients: async () => (await import("./items/sandbox-clients.ts")).measureClients,
});
