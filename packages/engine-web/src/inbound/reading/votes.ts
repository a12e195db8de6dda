import { createHash } from "node:crypto";
import type { InboundBatch } from "@waxwing/core";
import { decryptPollVote, proto, toNumber, type WAMessage } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { unwrap } from "../content/unwrap.ts";
import type { StoredMessage } from "../types.ts";
import { secondsOf } from "./message-place.ts";

type Vote = NonNullable<InboundBatch["votes"]>[number];

/** What a vote is decrypted and counted with. */
export interface Poll {
  readonly reference: Vote["poll"];
  readonly options: readonly string[];
  readonly secret: Uint8Array;
  /** The key of the message that made it, as Baileys gave it. */
  readonly key: proto.IMessageKey;
}

/** The poll in a stored message; undefined when it is none, or lacks its secret. */
export function storedPoll(stored: StoredMessage): Poll | undefined {
  if (stored.engineData === null) return undefined;
  try {
    return pollIn(proto.WebMessageInfo.decode(stored.engineData), stored);
  } catch {
    // Not in the form of this engine: there is no poll to count for.
    return undefined;
  }
}

/** The poll in a message that was stored as `place` says. */
export function pollIn(
  { key, message }: proto.IWebMessageInfo,
  place: Pick<StoredMessage, "keyId" | "remoteJid" | "fromMe"> & { readonly participant?: string | undefined },
): Poll | undefined {
  if (!message || !key) return undefined;
  const { message: inner } = unwrap(message);
  const poll =
    inner.pollCreationMessage ??
    inner.pollCreationMessageV2 ??
    inner.pollCreationMessageV3 ??
    inner.pollCreationMessageV5;
  const secret = (message.messageContextInfo ?? inner.messageContextInfo)?.messageSecret;
  if (!poll || !secret) return undefined;
  const { keyId, remoteJid, fromMe, participant } = place;
  return {
    reference: { keyId, remoteJid, fromMe, ...(participant ? { participant } : {}) },
    options: (poll.options ?? []).map((option) => option.optionName ?? ""),
    secret,
    key,
  };
}

/** A decrypted vote; undefined when it cannot be decrypted with this poll. */
export function voteOf(message: WAMessage, poll: Poll, addresses: Addresses): Vote | undefined {
  const update = message.message ? unwrap(message.message).message.pollUpdateMessage : undefined;
  const { vote } = update ?? {};
  if (!vote) return undefined;
  const voters = addressesOf(message.key, message.participant, addresses);
  for (const voterJid of voters) {
    for (const pollCreatorJid of addressesOf(poll.key, undefined, addresses)) {
      const decrypted = decrypt(vote, {
        pollCreatorJid,
        voterJid,
        pollMsgId: poll.reference.keyId,
        pollEncKey: poll.secret,
      });
      if (decrypted === undefined) continue;
      const [voter = voterJid] = voters;
      return {
        poll: poll.reference,
        voter: addresses.phoneOf(voter),
        selectedOptions: namesOf(decrypted.selectedOptions ?? [], poll.options),
        timestampMs: toNumber(update?.senderTimestampMs) || secondsOf(message.messageTimestamp) * 1000,
      };
    }
  }
  return undefined;
}

type PollContext = Parameters<typeof decryptPollVote>[1];

/** The vote is sealed for the addresses that its chat uses, which is not always what the keys show. */
function decrypt(vote: proto.Message.IPollEncValue, context: PollContext): proto.Message.IPollVoteMessage | undefined {
  try {
    return decryptPollVote(vote, context);
  } catch {
    return undefined;
  }
}

/** The addresses of whoever wrote a message: phone JID, then LID. */
function addressesOf(
  key: proto.IMessageKey,
  participant: string | null | undefined,
  addresses: Addresses,
): readonly string[] {
  const { phoneJid, lid } = addresses.own;
  const author = key.participant || participant || key.remoteJid;
  const phone = key.fromMe ? phoneJid : author ? addresses.phoneOf(author) : undefined;
  const other = key.fromMe ? lid : phone === undefined ? undefined : addresses.lidOf(phone);
  return [phone, other].filter((jid): jid is string => jid !== undefined);
}

/** Votes name options by SHA-256. */
function namesOf(hashes: readonly Uint8Array[], options: readonly string[]): string[] {
  const names = new Map(options.map((option) => [createHash("sha256").update(option).digest("hex"), option]));
  return hashes.flatMap((hash) => names.get(Buffer.from(hash).toString("hex")) ?? []);
}
