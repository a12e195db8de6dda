import { S_WHATSAPP_NET, type WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { statusCodeOf } from "./close-rules.ts";

/** For WhatsApp's answer. */
const answerMs = 3_000;

/** Takes the device off the account's list of linked devices, and waits for the answer or the end of the connection. */
export async function unlinkDevice(socket: WASocket, log: Logger): Promise<void> {
  const jid = socket.authState.creds.me?.id;
  if (jid === undefined) return;
  try {
    const answer = await socket.query(
      {
        tag: "iq",
        attrs: { to: S_WHATSAPP_NET, type: "set", xmlns: "md" },
        content: [{ tag: "remove-companion-device", attrs: { jid, reason: "user_initiated" } }],
      },
      answerMs,
    );
    if (answer === undefined) log.warn("WhatsApp did not say whether the device is unlinked");
  } catch (error) {
    // WhatsApp may close the connection instead of answering.
    log.info({ code: statusCodeOf(error) }, "the connection ended while the device was being unlinked");
  }
}
