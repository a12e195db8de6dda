import { pause } from "@waxwing/core";
import { type GroupMetadata, isJidGroup, proto, type WAMessage } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { unwrap } from "../content/unwrap.ts";
import { faultOf } from "../fault.ts";
import type { Patience } from "../patience.ts";
import type { InboundOptions } from "../types.ts";
import { adminOf } from "./groups.ts";
import type { MessagePlace } from "./message-place.ts";

const { Type } = proto.Message.ProtocolMessage;

/** For WhatsApp's answer: everything that arrives waits for it. */
const ASK_MS = 5_000;
/** After a question without an answer, nobody waits for another one for that long. */
export const ASK_AGAIN_MS = 60_000;
const MAX_UNANSWERED = 200;

/**
 * Whether a message deletes one that its writer did not write. Members' clients take that from an admin of the group only,
 * and nobody else checks: WhatsApp does not see what is in the message. What another device of the account does is not
 * questioned.
 */
export function needsAdmin({ key, message, participant }: WAMessage, addresses: Addresses): boolean {
  const { protocolMessage } = unwrap(message ?? {}).message;
  // The first value of an enumeration may be left out.
  if (!protocolMessage || (protocolMessage.type ?? Type.REVOKE) !== Type.REVOKE) return false;
  const target = protocolMessage.key;
  if (!isJidGroup(key.remoteJid ?? undefined) || key.fromMe || target?.fromMe || !target?.participant) return false;
  const writer = key.participant || participant || "";
  return addresses.phoneOf(target.participant) !== addresses.phoneOf(writer);
}

export interface GroupAdminsParts {
  readonly options: Pick<InboundOptions, "group" | "askAgainMs" | "log">;
  readonly addresses: Addresses;
  readonly patience: Patience;
}

/** Who may delete messages of others in groups. */
export class GroupAdmins {
  readonly #parts: GroupAdminsParts;
  /** When groups may be asked for again, by `performance.now()`. */
  readonly #unanswered = new Map<string, number>();

  constructor(parts: GroupAdminsParts) {
    this.#parts = parts;
  }

  /** Whether the writer of a message is an admin of its group; undefined when that cannot be known now. */
  async has({ remoteJid, participant = "" }: MessagePlace): Promise<boolean | undefined> {
    const { addresses, options } = this.#parts;
    if ((this.#unanswered.get(remoteJid) ?? 0) > performance.now()) return undefined;
    try {
      const metadata = await this.#ask(remoteJid);
      if (metadata === undefined) return this.#notNow(remoteJid);
      this.#unanswered.delete(remoteJid);
      const admins = metadata.participants
        .filter((member) => adminOf(member) !== null)
        .map(({ id, lid, phoneNumber }) => [id, lid, phoneNumber].filter((jid) => jid !== undefined));
      await addresses.load([participant, ...admins.flat()]);
      const writer = addresses.phoneOf(participant);
      return admins.some((jids) => jids.some((jid) => addresses.phoneOf(jid) === writer));
    } catch (error) {
      options.log.warn({ fault: faultOf(error) }, "the admins of a group could not be asked for");
      return isRefusal(error) ? false : this.#notNow(remoteJid);
    }
  }

  #notNow(groupJid: string): undefined {
    if (this.#unanswered.size >= MAX_UNANSWERED) this.#unanswered.clear();
    // A little shorter than the pause of those who ask again, whose timers may be early.
    this.#unanswered.set(groupJid, performance.now() + (this.#parts.options.askAgainMs ?? ASK_AGAIN_MS) * 0.9);
  }

  async #ask(groupJid: string): Promise<GroupMetadata | undefined> {
    const answered = new AbortController();
    const late = pause(ASK_MS, AbortSignal.any([this.#parts.patience.signal, answered.signal]));
    try {
      return await Promise.race([this.#parts.options.group(groupJid), late.then(() => undefined)]);
    } finally {
      answered.abort();
    }
  }
}

/** WhatsApp tells nothing of a group in which the account is not, or which is no more: that will not change. */
function isRefusal(error: unknown): boolean {
  const { data } = Object(error) as { data?: unknown };
  return typeof data === "number" && [401, 403, 404, 410].includes(data);
}
