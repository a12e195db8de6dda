import { type Handlers, WaxwingError } from "@waxwing/contract";
import { instanceNotFound } from "../access/access.ts";
import type { CoreParts } from "../core-parts.ts";
import type { QuotedMessage } from "../engine.ts";
import type { OperationContext } from "../operation-context.ts";
import { recipientJid } from "../recipients.ts";
import type { SentContext } from "../store/send-attempts.ts";
import { pause } from "../waiting.ts";
import { quotedMessage } from "./quoted-message.ts";

/** Handlers of `message.*`. */
export function messageHandlers(parts: CoreParts): Handlers<OperationContext>["message"] {
  const { engines, sends } = parts;
  return {
    async sendText(input, context) {
      const { instance } = context;
      const engine = engines.able(instance.integration, "sendText");
      const length = [...input.text].length;
      const limit = engine.maxTextLength;
      if (limit !== undefined && length > limit) {
        throw new WaxwingError(
          "MESSAGE_TOO_LONG",
          `The text has ${length} characters; ${instance.integration} sends at most ${limit}.`,
          {
            details: { length, limit },
          },
        );
      }
      const remoteJid = recipientJid(input.number);
      if (instance.connectionState !== "open") throw new WaxwingError("INSTANCE_NOT_CONNECTED");
      const quoted =
        input.quoted === undefined
          ? undefined
          : await quotedMessage(parts.database, instance.id, remoteJid, input.quoted);
      const mentioned = (input.mentioned ?? []).map(recipientJid);
      if (input.delay !== undefined && input.delay > 0) {
        await pause(input.delay, context.signal);
        context.signal.throwIfAborted();
        const current = parts.directory.byId(instance.id);
        if (current === undefined) throw instanceNotFound(instance.name);
        if (current.connectionState !== "open") throw new WaxwingError("INSTANCE_NOT_CONNECTED");
      }
      return sends.perform(
        {
          operation: "message.sendText",
          remoteJid,
          messageType: "conversation",
          message: { conversation: input.text },
          contextInfo: sentContext(quoted, mentioned),
        },
        context,
        (attemptId) =>
          engine.sendText(
            instance,
            {
              attemptId,
              remoteJid,
              text: input.text,
              linkPreview: input.linkPreview,
              quoted,
              mentioned,
              mentionsEveryOne: input.mentionsEveryOne ?? false,
            },
            context.signal,
          ),
      );
    },
  };
}

function sentContext(quoted: QuotedMessage | undefined, mentioned: string[]): SentContext | null {
  if (quoted === undefined && mentioned.length === 0) return null;
  return {
    ...(quoted === undefined ? {} : { stanzaId: quoted.id, quotedMessage: quoted.message }),
    ...(quoted?.participant === undefined ? {} : { participant: quoted.participant }),
    ...(mentioned.length === 0 ? {} : { mentionedJid: mentioned }),
  };
}
