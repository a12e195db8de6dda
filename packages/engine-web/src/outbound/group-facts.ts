import type { GroupMetadata } from "@whiskeysockets/baileys";
import type { WebSession } from "../session.ts";
import { whenAborted } from "./cancellation.ts";
import { failureBeforeDeparture } from "./delivery/failures.ts";

/** What a message to a group must know of it. */
export interface GroupFacts {
  /** Members, as the group names them. */
  readonly participants: readonly string[];
  /** Seconds until messages vanish; 0 for never. */
  readonly ephemeralSeconds: number;
}

/** Group metadata that somebody keeps right; undefined when they are not known. */
export type CachedGroupMetadata = (instanceId: string, groupJid: string) => Promise<GroupMetadata | undefined>;

/** Asks the cache, else WhatsApp. Throws GROUP_ACCESS_DENIED, GROUP_NOT_FOUND, WHATSAPP_UNAVAILABLE. */
export async function groupFacts(
  { instanceId, socket }: WebSession,
  groupJid: string,
  cached: CachedGroupMetadata | undefined,
  signal: AbortSignal,
): Promise<GroupFacts> {
  const known = await cached?.(instanceId, groupJid);
  const { participants, ephemeralDuration } = known ?? (await ask(socket, groupJid, signal));
  return { participants: participants.map(({ id }) => id), ephemeralSeconds: ephemeralDuration ?? 0 };
}

async function ask(socket: WebSession["socket"], groupJid: string, signal: AbortSignal): Promise<GroupMetadata> {
  try {
    return await whenAborted(socket.groupMetadata(groupJid), signal);
  } catch (error) {
    throw failureBeforeDeparture(error, groupJid);
  }
}
