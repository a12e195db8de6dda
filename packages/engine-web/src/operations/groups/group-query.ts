import type { BinaryNode, WASocket } from "@whiskeysockets/baileys";
import type { WebSession } from "../../session.ts";
import { type RequestOptions, request } from "../request.ts";

/** Address of requests that are about no group yet, or about several. */
export const ALL_GROUPS = "@g.us";

/** One request of WhatsApp's group protocol (`w:g2`). Resolves with the whole answer. */
export function groupQuery(
  session: WebSession,
  { to, type, content }: { readonly to: string; readonly type: "get" | "set"; readonly content: BinaryNode },
  options: RequestOptions,
): Promise<BinaryNode> {
  return groupRequest(session, options, (socket) =>
    socket.query({ tag: "iq", attrs: { type, xmlns: "w:g2", to }, content: [content] }),
  );
}

/** Like `request`, about a group unless something else is said. */
export function groupRequest<T>(
  session: WebSession,
  options: RequestOptions,
  work: (socket: WASocket) => Promise<T>,
): Promise<T> {
  return request(session, { subject: "group", ...options }, work);
}

/** `<participant jid/>` for each. */
export function participantNodes(jids: readonly string[]): BinaryNode[] {
  return jids.map((jid) => ({ tag: "participant", attrs: { jid } }));
}
