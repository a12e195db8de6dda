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
      const jids = numbers.map(recipientJid);
      const queries = [...new Set(jids.filter((jid) => lookedUpPattern.test(jid)))];
      const found = queries.length === 0 ? [] : await recipients.lookUp(instance, queries, signal);
      const answers = new Map<string, ResolvedRecipient>(queries.map((query, index) => [query, found[index]!]));
      const names = await contactNames(
        parts.database,
        instance.id,
        found.flatMap(({ jid, lid }) => (lid === null ? [jid] : [jid, lid])),
      );
      return numbers.map((number, index) => {
        const jid = jids[index]!;
        const answer = answers.get(jid);
        if (answer === undefined) return { jid, exists: false, number, name: null, lid: null };
        const name = answer.name ?? names.get(answer.jid) ?? names.get(answer.lid ?? "") ?? null;
        return { jid: answer.jid, exists: answer.exists, number, name, lid: answer.lid };
      });
    },
  };
}
