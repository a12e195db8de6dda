import type { CoreParts } from "../../core-parts.ts";
import type { ResolvedRecipient } from "../../engine.ts";
import { recipientJid } from "../../recipients.ts";
import { connectedCapability } from "../connected-engine.ts";
import { contactNames } from "../contact-names.ts";
import type { ChatHandlers } from "./chat-handlers.ts";

/** Broadcast lists and channels are no numbers: there is nothing to look up. */
const lookedUpPattern = /@(s\.whatsapp\.net|lid|g\.us)$/;

/** The handler that checks whether numbers are on WhatsApp. */
export function checkNumbersHandlers(parts: CoreParts): Pick<ChatHandlers, "checkIsWhatsApp"> {
  return {
    async checkIsWhatsApp({ numbers }, { instance, signal }) {
      const recipients = connectedCapability(parts, instance, "recipients");
      const asked = numbers.map((number) => ({ number, jid: recipientJid(number) }));
      const queries = [...new Set(asked.map(({ jid }) => jid).filter((jid) => lookedUpPattern.test(jid)))];
      const found = queries.length === 0 ? [] : await recipients.lookUp(instance, queries, signal);
      const answers = new Map<string | undefined, ResolvedRecipient>(
        found.map((answer, index) => [queries[index], answer]),
      );
      const names = await contactNames(
        parts.database,
        instance.id,
        found.flatMap(({ jid, lid }) => (lid === null ? [jid] : [jid, lid])),
      );
      return asked.map(({ number, jid }) => {
        const answer = answers.get(jid);
        if (answer === undefined) return { jid, exists: false, number, name: null, lid: null };
        const name = answer.name ?? names.get(answer.jid) ?? names.get(answer.lid ?? "") ?? null;
        return { jid: answer.jid, exists: answer.exists, number, name, lid: answer.lid };
      });
    },
  };
}
