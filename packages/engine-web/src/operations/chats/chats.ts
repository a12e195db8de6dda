import type { ChatManagement } from "@waxwing/core";
import { createAcknowledgements } from "../../outbound/delivery/acknowledgements.ts";
import type { WebSessions } from "../../session.ts";
import { blocks } from "./blocks.ts";
import { chatStates } from "./chat-states.ts";
import { deletions } from "./delete-for-everyone.ts";
import { edits } from "./edits.ts";
import { readMarks } from "./read-marks.ts";

/** What can be done to chats and their messages on WhatsApp Web. */
export function createChats({ sessions }: { readonly sessions: WebSessions }): ChatManagement {
  const acknowledgements = createAcknowledgements();
  return {
    ...readMarks(sessions),
    ...chatStates(sessions),
    ...deletions(sessions, acknowledgements),
    ...edits(sessions, acknowledgements),
    ...blocks(sessions),
  };
}
