/** `npm run bench:web`: what WhatsApp Web costs through the server, beside bare Baileys clients of the same run. */
import { runItems } from "./run-items.ts";

runItems("bench:web", {
  sends: async () => (await import("./items/web-sends.ts")).measureWebSends,
  incoming: async () => (await import("./items/web-incoming.ts")).measureWebIncoming,
  instances: async () => (await import("./items/web-instances.ts")).measureWebInstances,
});
