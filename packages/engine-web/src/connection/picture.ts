import type { WASocket } from "@whiskeysockets/baileys";
import { within } from "./close-socket.ts";

/** For the answer; being open is not told later than this because of a picture. */
const answerMs = 1_500;

/** Address of an account's own picture; undefined when it has none or it does not come in time. */
export async function pictureOf(socket: WASocket, jid: string): Promise<string | undefined> {
  let url: string | undefined;
  const asked = socket.profilePictureUrl(jid, "preview", answerMs).then((found) => {
    url = found;
  });
  await within(asked, answerMs);
  return url;
}
