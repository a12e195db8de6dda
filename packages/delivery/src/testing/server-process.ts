// A server of its own process, which a test kills: appends messages of random chats until it is told to end.
// Arguments: connection URI, instance id, number of chats.
import { startDeliveryServer } from "./delivery-server.ts";

const [connectionUri, instanceId, chats] = process.argv.slice(2);
if (connectionUri === undefined || instanceId === undefined || chats === undefined)
  throw new Error("arguments are missing");

const server = await startDeliveryServer({ connectionUri });
process.send?.("started");
for (;;) {
  const batch = Array.from({ length: 10 }, () => `${Math.floor(Math.random() * Number(chats))}@s.whatsapp.net`);
  await server.append(instanceId, batch);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
