import type { Connection } from "../connection-interface.ts";
import type { DeviceAddress } from "../model.ts";
import { element, SERVER_JID } from "../stanza.ts";
import type { World } from "../world.ts";

/**
 * The client is ready: it gets what waited for it, then the end of that, then what it has to fetch anew, and in its
 * first session the keys and the history that its phone has for it. Does nothing for a client that is active already.
 */
export function activate(world: World, connection: Connection, address: DeviceAddress): void {
  if (connection.isActive) return;
  connection.isActive = true;
  world.history.beginAgain(address);
  const count = world.hub.flush(address, connection);
  connection.send(element("ib", { from: SERVER_JID }, [element("offline", { count })]));
  world.devices.remindOfDirt(address);
  world.presence.connected(address);
  const companion = world.directory.companion(address.account, address.device);
  if (companion === undefined || companion.isProvisioned) return;
  world.history.provision(address).catch((error: unknown) => world.transcript.failure(connection, null, error));
}
