import { WaxwingError } from "@waxwing/contract";
import { generateMessageIDV2, type proto, unixTimestampSeconds } from "@whiskeysockets/baileys";
import type { Acknowledgements } from "../../outbound/delivery/acknowledgements.ts";
import { type DeliveryPatience, deliverMessage } from "../../outbound/delivery/deliver.ts";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession } from "../../session.ts";

const PATIENCE: DeliveryPatience = { departureMs: 30_000, acknowledgementMs: 20_000 };

/**
 * Sends the message that changes another one, and resolves once WhatsApp has taken it. It can be asked for again, since a
 * second deletion or edit does what the first did: an unknown outcome is a failure like any other.
 */
export async function sendChange(
  session: WebSession,
  { remoteJid, change }: { readonly remoteJid: string; readonly change: proto.Message.IProtocolMessage },
  acknowledgements: Acknowledgements,
  signal: AbortSignal,
): Promise<{ messageId: string; timestamp: number }> {
  const id = generateMessageIDV2(ownAccount(session.socket).jid);
  const timestamp = unixTimestampSeconds();
  const message = { id, remoteJid, message: { protocolMessage: change }, audience: [] };
  try {
    // Nothing of it is stored before.
    const noted = Promise.resolve();
    await deliverMessage(session, message, { acknowledgements, patience: PATIENCE, noted, signal });
  } catch (error) {
    if (!(error instanceof WaxwingError) || error.code !== "SEND_OUTCOME_UNKNOWN") throw error;
    throw new WaxwingError("WHATSAPP_UNAVAILABLE", error.message, { cause: error });
  }
  return { messageId: id, timestamp };
}
