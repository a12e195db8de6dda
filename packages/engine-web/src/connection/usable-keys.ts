import type { Logger } from "pino";
import type { KeysFailure, SessionKeys } from "../session.ts";
import type { ConnectionPorts } from "./ports.ts";

/**
 * Keys with which a socket can log in or pair. A request for a pairing code writes the number into the credentials before
 * a phone has agreed; when nothing came of it, they would log in as a device that does not exist: they are made new.
 */
export async function openUsableKeys(
  ports: ConnectionPorts,
  options: { readonly instanceId: string; readonly log: Logger; readonly onFailure: KeysFailure },
): Promise<SessionKeys> {
  const keys = await ports.openKeys(options);
  const { me, account } = keys.auth.creds;
  if (me === undefined || account !== undefined) return keys;
  await keys.close();
  await ports.eraseSession(options.instanceId);
  return ports.openKeys(options);
}
