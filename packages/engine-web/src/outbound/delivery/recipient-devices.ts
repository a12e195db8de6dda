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

type Devices = Awaited<ReturnType<WASocket["getUSyncDevices"]>>;

/** Lookups under way, by what is asked; by socket, which takes its entry with it. */
const underWay = new WeakMap<WASocket, Map<string, Promise<Devices>>>();

/**
 * Makes sure that a single recipient has a device. Without one, Baileys would send the message to the account's own
 * devices only, and WhatsApp would acknowledge it. `relayMessage` then finds the devices in the cache, the account's own
 * among them. Throws NUMBER_NOT_ON_WHATSAPP, WHATSAPP_UNAVAILABLE.
 */
export async function assertReachable(socket: WASocket, remoteJid: string): Promise<void> {
  if (isJidGroup(remoteJid) || isJidBroadcast(remoteJid) || isJidNewsletter(remoteJid)) return;
  const { jid, lid } = ownAccount(socket);
  const ownJid = isLidUser(remoteJid) && lid !== undefined ? lid : jid;
  const recipient = jidDecode(remoteJid)?.user;
  const isAmong = (devices: Devices) => devices.some(({ user }) => user === recipient);

  const [remembered] = await Promise.all([remoteJid, ownJid].map((each) => askedOnce(socket, [each], true)));
  if (isAmong(remembered ?? [])) return;
  // What is remembered may be out of date. An answer always has the account's own phone: nothing at all is no answer.
  const devices = await askedOnce(socket, [ownJid, remoteJid], false);
  if (isAmong(devices)) return;
  throw devices.length === 0 ? noAnswerBeforeDeparture() : new WaxwingError("NUMBER_NOT_ON_WHATSAPP");
}

/**
 * The devices of users, asked for once however many messages need them at a time: with each answer of WhatsApp, Baileys
 * 7.0.0-rc14 begins new sessions, which uses up a one-time key of the recipient and makes the stored session longer.
 */
function askedOnce(socket: WASocket, jids: string[], useCache: boolean): Promise<Devices> {
  const asked = underWay.get(socket) ?? new Map<string, Promise<Devices>>();
  underWay.set(socket, asked);
  const question = `${useCache ? "cached" : "fresh"} ${jids.join(" ")}`;
  const running = asked.get(question);
  if (running !== undefined) return running;
  const devices = socket.getUSyncDevices(jids, useCache, false).finally(() => asked.delete(question));
  asked.set(question, devices);
  return devices;
}
