import type { StoredMessageReference } from "./engine/chats.ts";

/** Finds stored messages for engines. */
export interface MessageLookup {
  /**
   * A message by WhatsApp's id: stored, or on its way out (its attempt). Of several with this id the one in `remoteJid` is
   * preferred; engines ask by id alone, because the chat in a retry receipt names a device.
   */
  byKeyId(instanceId: string, keyId: string, remoteJid?: string): Promise<StoredMessageReference | undefined>;
  /** The newest messages of a chat, newest first. */
  newest(instanceId: string, remoteJid: string, limit: number): Promise<StoredMessageReference[]>;
}
