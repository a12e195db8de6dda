import { WaxwingError } from "@waxwing/contract";
import {
  isJidBroadcast,
  isJidGroup,
  isJidNewsletter,
  isLidUser,
  jidDecode,
  type WASocket,
} from "@whiskeysockets/baileys";
import { ownAccount } from "../own-account.ts";
import { noAnswerBeforeDeparture } from "./failures.ts";

/**
 * Makes sure that a single recipient has a device. Without one, Baileys would send the message to the account's own
 * devices only, and WhatsApp would acknowledge it. The devices are asked for as `relayMessage` asks for them, which then
 * finds them in the cache: no question more. Throws NUMBER_NOT_ON_WHATSAPP, WHATSAPP_UNAVAILABLE.
 */
export async function assertReachable(socket: WASocket, remoteJid: string): Promise<void> {
  if (isJidGroup(remoteJid) || isJidBroadcast(remoteJid) || isJidNewsletter(remoteJid)) return;
  const { jid, lid } = ownAccount(socket);
  const ownJid = isLidUser(remoteJid) && lid !== undefined ? lid : jid;
  const recipient = jidDecode(remoteJid)?.user;
  const devicesOf = (useCache: boolean) => socket.getUSyncDevices([ownJid, remoteJid], useCache, false);
  const isAmong = (devices: Awaited<ReturnType<typeof devicesOf>>) => devices.some(({ user }) => user === recipient);

  if (isAmong(await devicesOf(true))) return;
  // What is remembered may be out of date. An answer always has the account's own phone: nothing at all is no answer.
  const devices = await devicesOf(false);
  if (isAmong(devices)) return;
  throw devices.length === 0 ? noAnswerBeforeDeparture() : new WaxwingError("NUMBER_NOT_ON_WHATSAPP");
}
