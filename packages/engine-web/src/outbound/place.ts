import { WaxwingError } from "@waxwing/contract";
import type { OutgoingContent } from "@waxwing/core";
import { isJidBroadcast, isJidNewsletter, isJidStatusBroadcast } from "@whiskeysockets/baileys";

/** Refuses what cannot be sent to a place of this kind. Throws NOT_SUPPORTED_BY_ENGINE. */
export function assertFits({ kind }: OutgoingContent, remoteJid: string): void {
  if (isJidStatusBroadcast(remoteJid)) {
    if (kind !== "status") throw refused("Only a status goes there: sendStatus posts it, for whom it names.");
  } else if (isJidBroadcast(remoteJid)) {
    throw refused("WhatsApp Web cannot write to broadcast lists.");
  } else if (isJidNewsletter(remoteJid) && kind !== "text") {
    // Files of channels are not encrypted, and go through hosts and forms of their own.
    throw refused("Only texts can be posted in channels.");
  }
}

function refused(sentence: string): WaxwingError {
  return new WaxwingError("NOT_SUPPORTED_BY_ENGINE", sentence);
}
