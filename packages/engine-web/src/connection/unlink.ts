import { S_WHATSAPP_NET, type WASocket } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { closeRule, statusCodeOf } from "./close-rules.ts";
import type { ConnectSlots } from "./connect-slots.ts";
import { discard, runWebConnection, type WebConnectionOptions } from "./web-connection.ts";

/** For WhatsApp's answer. */
const answerMs = 3_000;

/**
 * Takes the device off the account's list of linked devices, and waits for the answer or the end of the connection. Answers
 * whether WhatsApp has confirmed it.
 */
export async function unlinkDevice(socket: WASocket, log: Logger): Promise<boolean> {
  const jid = socket.authState.creds.me?.id;
  if (jid === undefined) return false;
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
    return answer !== undefined;
  } catch (error) {
    // WhatsApp may close the connection instead of answering.
    log.info({ code: statusCodeOf(error) }, "the connection ended while the device was being unlinked");
    return false;
  }
}

export type UnlinkingOptions = Omit<WebConnectionOptions, "onQr" | "onOpen" | "onName" | "isPairingByCode"> & {
  readonly slots: ConnectSlots;
};

/**
 * Connects once to unlink a device that is not connected. Answers whether it is linked no more; never rejects, and gives up
 * when the signal aborts.
 */
export async function connectToUnlink(
  { slots, ...options }: UnlinkingOptions,
  patience: AbortSignal,
): Promise<boolean> {
  const { log } = options;
  const slot = await slots.acquire(patience);
  if (slot === undefined) return false;
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(discard);
  patience.addEventListener("abort", leave, { once: true });
  let isUnlinked = false;
  try {
    const closing = await runWebConnection(
      {
        ...options,
        isPairingByCode: false,
        // Without credentials there is nothing to unlink.
        onQr: () => "qr_limit",
        onOpen({ socket }) {
          void unlinkDevice(socket, log).then((isConfirmed) => {
            isUnlinked = isConfirmed;
            leave();
          });
        },
        onName: () => undefined,
      },
      leaving.signal,
    );
    // The phone had unlinked it, or WhatsApp says so instead of answering.
    return isUnlinked || closeRule(closing).again === "logged_out";
  } catch (error) {
    log.warn({ err: error }, "the device could not be connected to be unlinked");
    return isUnlinked;
  } finally {
    patience.removeEventListener("abort", leave);
    slot.release();
  }
}
