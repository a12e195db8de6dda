import { randomBytes } from "node:crypto";
import { WaxwingError } from "@waxwing/contract";
import { type BinaryNode, encodeSignedDeviceIdentity, jidDecode, type WASocket } from "@whiskeysockets/baileys";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession } from "../../session.ts";
import { type RequestOptions, request } from "../request.ts";
import { sendCallSignal } from "./call-stanza.ts";

/** A call, before and while it rings. */
export interface OutgoingCall {
  readonly id: string;
  /** Phone JID or LID of an account. */
  readonly to: string;
  readonly isVideo: boolean;
}

/** An id as WhatsApp's own clients choose it. */
export function newCallId(): string {
  return randomBytes(16).toString("hex").toUpperCase();
}

/** What the caller's client can do, as WhatsApp's own clients write it. */
const CAPABILITY = Uint8Array.of(1, 4, 255, 131, 207, 4);

/** The key of a call, encrypted for each device of who is called. Throws NUMBER_NOT_ON_WHATSAPP when there is none. */
export function keysOfCall(session: WebSession, { to }: OutgoingCall, options: RequestOptions): Promise<BinaryNode[]> {
  return request(session, options, (socket) => encryptedKeys(socket, to));
}

/** Lets the devices of an account ring. What would be spoken is never set up. Throws WHATSAPP_REJECTED. */
export async function offerCall(
  session: WebSession,
  { id, to, isVideo }: OutgoingCall,
  keys: readonly BinaryNode[],
  options: RequestOptions,
): Promise<void> {
  const content: BinaryNode[] = [
    { tag: "audio", attrs: { enc: "opus", rate: "16000" } },
    { tag: "audio", attrs: { enc: "opus", rate: "8000" } },
    ...(isVideo ? [VIDEO] : []),
    { tag: "net", attrs: { medium: "3" } },
    { tag: "capability", attrs: { ver: "1" }, content: CAPABILITY },
    { tag: "encopt", attrs: { keygen: "2" } },
    ...keys,
  ];
  const attrs = { "call-id": id, "call-creator": ownAccount(session.socket).deviceJid };
  await sendCallSignal(session, to, { tag: "offer", attrs, content }, options);
}

/** Ends a call; for who did not take it, it was missed. */
export async function endCall(session: WebSession, { id, to }: OutgoingCall, options: RequestOptions): Promise<void> {
  const attrs = { "call-id": id, "call-creator": ownAccount(session.socket).deviceJid, reason: "timeout" };
  await sendCallSignal(session, to, { tag: "terminate", attrs }, options);
}

const VIDEO: BinaryNode = {
  tag: "video",
  attrs: {
    orientation: "0",
    screen_width: "1920",
    screen_height: "1080",
    device_orientation: "0",
    enc: "vp8",
    dec: "vp8",
  },
};

async function encryptedKeys(socket: WASocket, to: string): Promise<BinaryNode[]> {
  const user = jidDecode(to)?.user;
  const devices = (await socket.getUSyncDevices([to], true, false)).filter((device) => device.user === user);
  if (devices.length === 0) throw new WaxwingError("NUMBER_NOT_ON_WHATSAPP");
  const jids = devices.map(({ jid }) => jid);
  await socket.assertSessions(jids);
  const callKey = randomBytes(32);
  const { nodes, shouldIncludeDeviceIdentity } = await socket.createParticipantNodes(
    jids,
    { call: { callKey } },
    { count: "0" },
  );
  const destination = { tag: "destination", attrs: {}, content: nodes };
  const { account } = socket.authState.creds;
  // New sessions are believed only from a device that shows who signed it.
  if (!shouldIncludeDeviceIdentity || account === undefined) return [destination];
  return [destination, { tag: "device-identity", attrs: {}, content: encodeSignedDeviceIdentity(account, true) }];
}
