import { WaxwingError } from "@waxwing/contract";
import type { CoreParts } from "../core-parts.ts";
import type { OperationContext } from "../operation-context.ts";
import { recipientJid } from "../recipients.ts";

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
  parts: Pick<CoreParts, "engines">,
  context: Pick<OperationContext, "instance" | "signal">,
  jid: string,
  number: string,
): Promise<Recipient> {
  const [recipient] = await lookedUp(parts, context, [{ jid, number }]);
  if (recipient === undefined) throw new Error("a look-up answered nothing");
  return recipient;
}

/**
 * The accounts behind numbers or JIDs as callers write them, in their order, with one look-up.
 * @throws RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP (for the first that is not) and what the look-up throws.
 */
export function resolvedRecipients(
  parts: Pick<CoreParts, "engines">,
  context: Pick<OperationContext, "instance" | "signal">,
  numbers: readonly string[],
): Promise<Recipient[]> {
  return lookedUp(
    parts,
    context,
    numbers.map((number) => ({ jid: recipientJid(number), number })),
  );
}

/**
 * The account that is asked about: the given one, or the instance's own when there is none.
 * @throws RECIPIENT_INVALID, NUMBER_NOT_ON_WHATSAPP, INSTANCE_NOT_CONNECTED and what the look-up throws.
 */
export async function accountOrOwn(
  parts: Pick<CoreParts, "engines">,
  context: Pick<OperationContext, "instance" | "signal">,
  number: string | undefined,
): Promise<Recipient> {
  if (number !== undefined && number !== "") return resolvedRecipient(parts, context, recipientJid(number), number);
  const { ownerJid } = context.instance;
  if (ownerJid === null)
    throw new WaxwingError("INSTANCE_NOT_CONNECTED", "The account of the instance is not known yet.");
  return { jid: recipientJid(ownerJid), lid: undefined };
}

async function lookedUp(
  { engines }: Pick<CoreParts, "engines">,
  { instance, signal }: Pick<OperationContext, "instance" | "signal">,
  asked: readonly { readonly jid: string; readonly number: string }[],
): Promise<Recipient[]> {
  const { recipients } = engines.of(instance.integration);
  const accounts = recipients === undefined ? [] : asked.filter(({ jid }) => accountPattern.test(jid));
  const queries = accounts.map(({ jid }) => jid);
  const answers = queries.length === 0 ? [] : await recipients?.lookUp(instance, queries, signal);
  const resolved = new Map<string, Recipient>();
  for (const [index, { jid, number }] of accounts.entries()) {
    const found = answers?.[index];
    if (found === undefined) throw new Error("a look-up answered less than it was asked");
    if (!found.exists) {
      throw new WaxwingError("NUMBER_NOT_ON_WHATSAPP", undefined, {
        details: { jid: found.jid, exists: false, number },
      });
    }
    resolved.set(jid, { jid: found.jid, lid: found.lid === null || found.lid === found.jid ? undefined : found.lid });
  }
  return asked.map(({ jid }) => resolved.get(jid) ?? { jid, lid: undefined });
}
