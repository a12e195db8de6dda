import { type BinaryNode, jidNormalizedUser, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { WebSession } from "../../session.ts";
import { type RequestOptions, request } from "../request.ts";
import { refusalCode } from "../whatsapp-error.ts";

/** There is none (404), or the account may not see it (401, 403). */
const NOT_SHOWN: readonly (number | null)[] = [401, 403, 404];

/** Where the full picture of an account or a group lies; null when there is none or it is hidden. */
export async function pictureUrlOf(session: WebSession, jid: string, options: RequestOptions): Promise<string | null> {
  try {
    const url = await request(session, options, (socket) => socket.profilePictureUrl(jid, "image"));
    return url ?? null;
  } catch (error) {
    if (NOT_SHOWN.includes(refusalCode(error))) return null;
    throw error;
  }
}

/** Sets the picture of a group, or with null the account's own. */
export function setPicture(
  session: WebSession,
  group: string | null,
  jpeg: Buffer,
  options: RequestOptions,
): Promise<void> {
  // Baileys' own method would scale the picture once more.
  return changePicture(session, group, [{ tag: "picture", attrs: { type: "image" }, content: jpeg }], options);
}

/** Removes the picture of a group, or with null the account's own. */
export function removePicture(session: WebSession, group: string | null, options: RequestOptions): Promise<void> {
  return changePicture(session, group, undefined, options);
}

async function changePicture(
  session: WebSession,
  group: string | null,
  content: BinaryNode[] | undefined,
  options: RequestOptions,
): Promise<void> {
  const target = group === null ? {} : { target: jidNormalizedUser(group) };
  const attrs = { to: S_WHATSAPP_NET, type: "set", xmlns: "w:profile:picture", ...target };
  const node: BinaryNode = content === undefined ? { tag: "iq", attrs } : { tag: "iq", attrs, content };
  await request(session, options, (socket) => socket.query(node));
}
