import type { BinaryNode } from "@whiskeysockets/baileys";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession } from "../../session.ts";
import { type RequestOptions, request } from "../request.ts";
import { refused } from "../whatsapp-error.ts";

/** Sends one signal of a call and waits until WhatsApp has acknowledged it. Throws WHATSAPP_REJECTED. */
export async function sendCallSignal(
  session: WebSession,
  to: string,
  signal: BinaryNode,
  options: RequestOptions,
): Promise<void> {
  const { attrs } = await request(session, options, (socket) =>
    socket.query({ tag: "call", attrs: { from: ownAccount(socket).deviceJid, to }, content: [signal] }),
  );
  // Refusals of calls stand in an attribute, where Baileys does not look.
  const code = attrs["error"];
  if (code !== undefined) throw refused({ code: Number(code), message: "the call was not taken" }, "account");
}
