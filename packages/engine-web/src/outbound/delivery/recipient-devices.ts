import { WaxwingError } from "@waxwing/contract";
import {
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  isLidUser,
  jidDecode,
  jidNormalizedUser,
  type WASocket,
} from "@whiskeysockets/baileys";
import { noAnswerBeforeDeparture } from "./failures.ts";

/**
 * Makes sure that a single recipient has a device. Without one, Baileys would send the message to the account's own
 * devices only, and WhatsApp would acknowledge it. The devices are asked for as `relayMessage` asks for them, which then
 * finds them in the cache: no question more.
 */
export async function assertReachable(socket: WASocket, remoteJid: string): Promise<void> {
  if (isJidGroup(remoteJid) || isJidBroadcast(remoteJid) || isJidNewsletter(remoteJid)) return;
  const { id, lid } = socket.user ?? {};
  const ownJid = isLidUser(remoteJid) && lid ? lid : id;
  const devices = await socket.getUSyncDevices([jidNormalizedUser(ownJid), remoteJid], true, false);
  const recipient = jidDecode(remoteJid)?.user;
  if (devices.some(({ user }) => user === recipient)) return;
  // A question that WhatsApp left unanswered looks the same as one that it answered with nothing.
  if (devices.length === 0) throw noAnswerBeforeDeparture();
  if (isLidUser(remoteJid)) throw notOnWhatsApp();
  const answer = await socket.onWhatsApp(remoteJid);
  if (answer === undefined) throw noAnswerBeforeDeparture();
  if (!answer.some(({ exists }) => exists)) throw notOnWhatsApp();
  throw new WaxwingError("WHATSAPP_UNAVAILABLE", "WhatsApp names no device of the recipient; nothing was sent.");
}

function notOnWhatsApp(): WaxwingError {
  return new WaxwingError("NUMBER_NOT_ON_WHATSAPP");
}
