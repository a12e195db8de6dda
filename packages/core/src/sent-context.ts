import type { OutgoingMessage } from "./engine.ts";
import type { SentContext } from "./store/send-attempts.ts";

/** What a message that is sent refers to, as it is stored and shown; null when it refers to nothing. */
export function sentContextOf({
  quoted,
  mentioned,
}: Pick<OutgoingMessage, "quoted" | "mentioned">): SentContext | null {
  if (quoted === undefined && mentioned.length === 0) return null;
  return {
    ...(quoted === undefined ? {} : { stanzaId: quoted.id, quotedMessage: quoted.message }),
    ...(quoted?.participant === undefined ? {} : { participant: quoted.participant }),
    ...(mentioned.length === 0 ? {} : { mentionedJid: [...mentioned] }),
  };
}
