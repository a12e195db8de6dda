import { WaxwingError } from "@waxwing/contract";
import type { OutgoingButton, OutgoingContent } from "@waxwing/core";
import type { proto } from "@whiskeysockets/baileys";
import { nativeFlow } from "./native-buttons.ts";
import type { BuiltContent } from "./tools.ts";

type Buttons = Extract<OutgoingContent, { kind: "buttons" }>;

/** WhatsApp shows at most so many reply buttons. */
const mostReplies = 3;

/** Refuses what clients do not show: better an error than a message that nobody sees. */
export function assertShown(buttons: readonly OutgoingButton[]): void {
  const count = (type: OutgoingButton["type"]): number => buttons.filter((button) => button.type === type).length;
  const [replies, pix] = [count("reply"), count("pix")];
  if (pix > 0 && buttons.length > 1) throw notShown("a pix button together with other buttons");
  if (replies > 0 && replies < buttons.length) throw notShown("reply buttons together with other buttons");
  if (replies > mostReplies) throw notShown(`more than ${mostReplies} reply buttons`);
}

/**
 * A text with buttons, as a native flow, with a picture above when there is one. Shown only with the elements of
 * `interactiveElements` beside it.
 */
export function buttonsContent(
  { title, description, footer, buttons }: Buttons,
  picture?: proto.Message.IImageMessage,
): BuiltContent {
  assertShown(buttons);
  return {
    interactiveMessage: {
      ...(picture === undefined ? {} : { header: { hasMediaAttachment: true, imageMessage: picture } }),
      body: { text: description === undefined ? `*${title}*` : `*${title}*\n\n${description}` },
      ...(footer === undefined ? {} : { footer: { text: footer } }),
      nativeFlowMessage: nativeFlow(buttons),
    },
  };
}

function notShown(what: string): WaxwingError {
  return new WaxwingError("NOT_SUPPORTED_BY_ENGINE", `WhatsApp does not show ${what} in one message.`);
}
