import { WaxwingError } from "@waxwing/contract";
import { type InboundBatch, type Inbox, isDatabaseAway, pause } from "@waxwing/core";
import type { Logger } from "pino";
import { unreadable } from "./content/read-content.ts";
import { faultOf } from "./fault.ts";
import { pauseBefore } from "./patience.ts";

/** How often a batch is tried that fails for another reason than the database's absence, before it is taken apart. */
const MAX_ATTEMPTS = 3;

/** The lists of a batch in the order in which they are written. */
const LISTS = [
  "identities",
  "labels",
  "labelAssociations",
  "contacts",
  "chats",
  "chatDeletions",
  "messages",
  "statuses",
  "edits",
  "votes",
  "deletions",
  "passing",
  "handled",
] as const satisfies readonly (keyof InboundBatch)[];

export interface DeliveryOptions {
  readonly instanceId: string;
  readonly inbox: Inbox;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Stores a batch, however long it takes. While the database is away it is tried again and again; one that the database
 * refuses is taken apart, so that what is wrong with one item does not hold up the others. Answers false when it was
 * not stored because the signal aborted or the instance is gone.
 */
export async function deliver(batch: InboundBatch, options: DeliveryOptions): Promise<boolean> {
  const failure = await attempt(batch, options);
  if (failure === undefined) return true;
  if (failure === "stopped") return false;
  const pieces = piecesOf(batch);
  if (pieces.length > 1) {
    for (const piece of pieces) if (!(await deliver(piece, options))) return false;
    return true;
  }
  return replace(batch, failure, options);
}

/** What went wrong in the end; undefined when it is stored. */
async function attempt(batch: InboundBatch, options: DeliveryOptions): Promise<Error | "stopped" | undefined> {
  const { instanceId, inbox, log, signal } = options;
  let refusals = 0;
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await inbox.receive(instanceId, batch);
      return undefined;
    } catch (error) {
      if (error instanceof WaxwingError && error.code === "INSTANCE_NOT_FOUND") return "stopped";
      if (!isDatabaseAway(error)) refusals += 1;
      if (refusals === MAX_ATTEMPTS) return error instanceof Error ? error : new Error(String(error));
      log.warn({ fault: faultOf(error), round }, "what arrived could not be stored, trying again");
      await pause(pauseBefore(round), signal);
    }
  }
  return "stopped";
}

/** The items one by one; digests stay together, since they only say what is done. */
function piecesOf(batch: InboundBatch): InboundBatch[] {
  const pieces: InboundBatch[] = [];
  for (const name of LISTS) {
    const items = batch[name] ?? [];
    if (name === "handled") {
      if (items.length > 0) pieces.push({ messages: [], statuses: [], handled: batch.handled ?? [] });
    } else {
      for (const item of items) pieces.push({ messages: [], statuses: [], [name]: [item] });
    }
  }
  return pieces;
}

/** What the database refuses alone: of a message its key is stored at least, everything else is given up. */
async function replace(batch: InboundBatch, failure: Error, options: DeliveryOptions): Promise<boolean> {
  const [message] = batch.messages;
  const isReplaced = message?.messageType === unreadable.messageType && message.engineData === undefined;
  const list = LISTS.find((name) => (batch[name]?.length ?? 0) > 0);
  options.log.error({ fault: faultOf(failure), list }, "something that arrived cannot be stored");
  if (message === undefined || isReplaced) return true;
  const { contextInfo: _, pushName: __, engineData: ___, ...bare } = message;
  return deliver({ messages: [{ ...bare, ...unreadable }], statuses: [] }, options);
}
