import { type Handlers, WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { recipientJid } from "../recipients.ts";
import { assertOpen, connectedCapability } from "./connected-engine.ts";
import { resolvedRecipient } from "./resolved-recipient.ts";

/** Handlers of `calls.*`. */
export function callHandlers(parts: CoreParts): Handlers<OperationContext>["calls"] {
  return {
    async offer({ number, isVideo, callDuration }, context) {
      const { instance, signal } = context;
      const { calls } = parts.engines.able(instance.integration, "calls");
      if (calls.offerCall === undefined) {
        throw new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `${instance.integration} cannot ring an account.`);
      }
      assertOpen(instance);
      const { jid } = await resolvedRecipient(parts, context, recipientJid(number), number);
      const call = { remoteJid: jid, isVideo, durationSeconds: callDuration };
      const { id } = await calls.offerCall(instance, call, signal);
      return { id, jid, isVideo, callDuration };
    },

    async reject({ callId, from }, { instance, signal }) {
      const calls = connectedCapability(parts, instance, "calls");
      await calls.rejectCall(instance, { id: callId, from: recipientJid(from) }, signal);
      return { callId, rejected: true };
    },
  };
}
