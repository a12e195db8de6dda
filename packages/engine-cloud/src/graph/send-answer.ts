import type { SendReceipt } from "@waxwing/core";
import { z } from "zod";
import { personJid } from "../jid.ts";

/** What Graph answers to an accepted message. Source: Meta, Cloud API reference, "Messages", successful response. */
const SendAnswer = z.object({
  messages: z.tuple([z.object({ id: z.string().min(1).max(255) })], z.unknown()),
  contacts: z
    .tuple([z.object({ wa_id: z.string().optional().catch(undefined) })], z.unknown())
    .optional()
    .catch(undefined),
});

/** The receipt in Graph's answer (parsed JSON); undefined when it is none. `to` stands in for a missing WhatsApp id. */
export function sendReceipt(answer: unknown, to: string): SendReceipt | undefined {
  const parsed = SendAnswer.safeParse(answer);
  if (!parsed.success) return undefined;
  const { messages, contacts } = parsed.data;
  const remoteJid = personJid(contacts?.[0].wa_id) ?? personJid(to);
  return remoteJid === undefined ? undefined : { messageId: messages[0].id, remoteJid };
}
