import type { InboundBatch } from "@waxwing/core";
import { isJidGroup, proto, toNumber, type WAMessage } from "@whiskeysockets/baileys";
import type { Addresses } from "../addresses.ts";
import { readContent } from "../content/read-content.ts";
import { type Entry, stages } from "../entry.ts";
import { type MessagePlace, secondsOf } from "./message-place.ts";
import { encoded } from "./message-row.ts";

const { Type } = proto.Message.ProtocolMessage;

type Reference = NonNullable<InboundBatch["deletions"]>[number];

/** What a protocol message does to another message; undefined when it does nothing that anybody would see. */
export function changeOf(
  protocol: proto.Message.IProtocolMessage,
  message: WAMessage,
  place: MessagePlace,
  addresses: Addresses,
): Entry | undefined {
  if (!protocol.key?.id) return undefined;
  const { id } = protocol.key;
  if (protocol.type === Type.MESSAGE_EDIT) return editOf(protocol, { message, place, id, addresses });
  // The first value of an enumeration may be left out.
  if ((protocol.type ?? Type.REVOKE) !== Type.REVOKE) return undefined;
  const order = { chat: place.remoteJid, stage: stages.deletions };
  return { order, batch: { deletions: [deletedMessage(protocol.key, id, place, addresses)] } };
}

/** Only its author edits a message: the edited one stands where the edit stands. */
function editOf(
  { editedMessage, timestampMs }: proto.Message.IProtocolMessage,
  edit: {
    readonly message: WAMessage;
    readonly place: MessagePlace;
    readonly id: string;
    readonly addresses: Addresses;
  },
): Entry | undefined {
  const { message, place, id, addresses } = edit;
  const content = editedMessage ? readContent(editedMessage, (jid) => addresses.phoneOf(jid)) : undefined;
  if (!editedMessage || content === undefined) return undefined;
  const engineData = encoded({
    key: { ...message.key, id },
    message: editedMessage,
    messageTimestamp: message.messageTimestamp ?? null,
  });
  return {
    order: { chat: place.remoteJid, stage: stages.edits },
    batch: {
      edits: [
        {
          ...reference(place, id),
          message: content.message,
          timestampMs: toNumber(timestampMs) || secondsOf(message.messageTimestamp) * 1000,
          ...(engineData === undefined ? {} : { engineData }),
        },
      ],
    },
  };
}

/** Its author deletes a message, or an admin of the group one of somebody else, which the key then names. */
function deletedMessage(key: proto.IMessageKey, id: string, place: MessagePlace, addresses: Addresses): Reference {
  const author = key.participant ?? undefined;
  if (!isJidGroup(place.remoteJid) || key.fromMe || author === undefined) return reference(place, id);
  const fromMe = addresses.isOwn(author);
  return {
    keyId: id,
    remoteJid: place.remoteJid,
    fromMe,
    ...(fromMe ? {} : { participant: addresses.phoneOf(author) }),
  };
}

function reference({ remoteJid, fromMe, participant }: MessagePlace, keyId: string): Reference {
  return { keyId, remoteJid, fromMe, ...(participant === undefined ? {} : { participant }) };
}
