import { WaxwingError } from "@waxwing/contract";
import type { ResolvedRecipient } from "@waxwing/core";
import type { WebSession } from "../../session.ts";
import { readGroup } from "../groups/settings.ts";
import { request } from "../request.ts";

/** A group exists for the account that may read it. Its name is its subject. */
export async function lookUpGroup(session: WebSession, jid: string, signal: AbortSignal): Promise<ResolvedRecipient> {
  return place(jid, async () => (await readGroup(session, jid, signal)).subject, [
    "GROUP_NOT_FOUND",
    "GROUP_ACCESS_DENIED",
  ]);
}

/** A channel exists for everybody. */
export async function lookUpChannel(session: WebSession, jid: string, signal: AbortSignal): Promise<ResolvedRecipient> {
  const read = async (): Promise<string | null> => {
    const metadata = await request(session, { signal }, (socket) => socket.newsletterMetadata("jid", jid));
    if (metadata === null) throw new WaxwingError("WHATSAPP_REJECTED");
    return metadata.name ?? null;
  };
  return place(jid, read, ["WHATSAPP_REJECTED"]);
}

async function place(
  jid: string,
  name: () => Promise<string | null>,
  absent: readonly WaxwingError["code"][],
): Promise<ResolvedRecipient> {
  try {
    return { query: jid, exists: true, jid, lid: null, name: await name() };
  } catch (error) {
    if (error instanceof WaxwingError && absent.includes(error.code)) {
      return { query: jid, exists: false, jid, lid: null, name: null };
    }
    throw error;
  }
}
