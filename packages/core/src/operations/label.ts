import { type Handlers, WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { recipientJid } from "../recipients.ts";
import { connectedCapability } from "./connected-engine.ts";
import { resolvedRecipient } from "./resolved-recipient.ts";

/** Handlers of `label.*`. */
export function labelHandlers(parts: CoreParts): Handlers<OperationContext>["label"] {
  const { database, engines, inbox } = parts;
  return {
    async findLabels(_input, { instance }) {
      engines.able(instance.integration, "labels");
      const rows = await database.prisma.label.findMany({
        where: { instanceId: instance.id },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      });
      return rows.map(({ labelId, name, color, predefinedId }) => ({ id: labelId, name, color, predefinedId }));
    },

    async handleLabel({ number, labelId, action }, context) {
      const { instance, signal } = context;
      const labels = connectedCapability(parts, instance, "labels");
      const { jid } = await resolvedRecipient(parts, context, recipientJid(number), number);
      const known = await database.prisma.label.count({ where: { instanceId: instance.id, labelId } });
      if (known === 0) throw new WaxwingError("LABEL_NOT_FOUND");
      await labels.setChatLabel(instance, jid, labelId, action, signal);
      await inbox.receive(instance.id, {
        messages: [],
        statuses: [],
        labelAssociations: [{ type: action, chatId: jid, labelId }],
      });
      return { numberJid: jid, labelId, ...(action === "add" ? { add: true } : { remove: true }) };
    },
  };
}
