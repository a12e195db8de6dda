import type { MessageContent } from "@waxwing/contract";
import type { proto } from "@whiskeysockets/baileys";
import { base64Of, countOf, decimalOf, finiteOf, type JidMapping, jidOf, present, textOf } from "./values.ts";

type Content<Field extends keyof MessageContent> = NonNullable<MessageContent[Field]>;

export function locationOf(place: proto.Message.ILocationMessage): Content<"locationMessage"> {
  return present({
    degreesLatitude: finiteOf(place.degreesLatitude) ?? 0,
    degreesLongitude: finiteOf(place.degreesLongitude) ?? 0,
    name: textOf(place.name),
    address: textOf(place.address),
    url: textOf(place.url),
    jpegThumbnail: base64Of(place.jpegThumbnail),
  });
}

export function liveLocationOf(place: proto.Message.ILiveLocationMessage): Content<"liveLocationMessage"> {
  return present({
    degreesLatitude: finiteOf(place.degreesLatitude) ?? 0,
    degreesLongitude: finiteOf(place.degreesLongitude) ?? 0,
    accuracyInMeters: finiteOf(place.accuracyInMeters),
    speedInMps: finiteOf(place.speedInMps),
    degreesClockwiseFromMagneticNorth: finiteOf(place.degreesClockwiseFromMagneticNorth),
    caption: textOf(place.caption),
    sequenceNumber: decimalOf(place.sequenceNumber),
    timeOffset: countOf(place.timeOffset, 2_000_000_000),
    jpegThumbnail: base64Of(place.jpegThumbnail),
  });
}

export function contactOf(card: proto.Message.IContactMessage): Content<"contactMessage"> {
  return { displayName: card.displayName ?? "", vcard: card.vcard ?? "" };
}

export function contactsOf(cards: proto.Message.IContactsArrayMessage): Content<"contactsArrayMessage"> {
  return present({ displayName: textOf(cards.displayName), contacts: (cards.contacts ?? []).map(contactOf) });
}

export function groupInviteOf(
  invite: proto.Message.IGroupInviteMessage,
  mapping: JidMapping,
): Content<"groupInviteMessage"> {
  return present({
    groupJid: jidOf(invite.groupJid, mapping) ?? "",
    inviteCode: invite.inviteCode ?? "",
    inviteExpiration: decimalOf(invite.inviteExpiration),
    groupName: textOf(invite.groupName),
    caption: textOf(invite.caption),
    jpegThumbnail: base64Of(invite.jpegThumbnail),
  });
}
