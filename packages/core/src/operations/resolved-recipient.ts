import { WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";

/** Where a message goes. */
export interface Recipient {
  /** Phone JID when known, else the LID; groups, channels and the status list as they are. */
  readonly jid: string;
  readonly lid: string | undefined;
}

/** Only these are accounts of people, of which WhatsApp can say whether they exist. */
const accountPattern = /@(s\.whatsapp\.net|lid)$/;

/**
 * The account behind a normalised address, as far as the engine can look it up. `number` is what the caller wrote.
 * @throws NUMBER_NOT_ON_WHATSAPP and what the look-up throws.
 */
export async function resolvedRecipient(
  { engines }: Pick<CoreParts, "engines">,
  { instance, signal }: Pick<OperationContext, "instance" | "signal">,
  jid: string,
  number: string,
): Promise<Recipient> {
  const { recipients } = engines.of(instance.integration);
  if (recipients === undefined || !accountPattern.test(jid)) return { jid, lid: undefined };
  const [found] = await recipients.lookUp(instance, [jid], signal);
  if (found === undefined) throw new Error("a look-up answered nothing");
  if (!found.exists) {
    throw new WaxwingError("NUMBER_NOT_ON_WHATSAPP", undefined, { details: { jid: found.jid, exists: false, number } });
  }
  return { jid: found.jid, lid: found.lid === null || found.lid === found.jid ? undefined : found.lid };
}
