import type { proto } from "@whiskeysockets/baileys";

/** A point on earth. */
export interface LocationToSend {
  /** Degrees. */
  readonly latitude: number;
  /** Degrees. */
  readonly longitude: number;
  readonly name?: string | undefined;
  readonly address?: string | undefined;
}

/** Where somebody is now. */
export interface LiveLocationToSend {
  /** Degrees. */
  readonly latitude: number;
  /** Degrees. */
  readonly longitude: number;
  readonly caption?: string | undefined;
  /** Metres. */
  readonly accuracy?: number | undefined;
  /** Metres per second. */
  readonly speed?: number | undefined;
  /** Of the updates of one sharing. */
  readonly sequenceNumber?: number | undefined;
}

/** Somebody's contact card. */
export interface ContactCard {
  readonly name: string;
  /** International number. */
  readonly phone: string;
  readonly organization?: string | undefined;
}

export function locationMessage({ latitude, longitude, name, address }: LocationToSend): proto.IMessage {
  return {
    locationMessage: {
      degreesLatitude: latitude,
      degreesLongitude: longitude,
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
    },
  };
}

export function liveLocationMessage(location: LiveLocationToSend): proto.IMessage {
  const { latitude, longitude, caption, accuracy, speed, sequenceNumber = 1 } = location;
  return {
    liveLocationMessage: {
      degreesLatitude: latitude,
      degreesLongitude: longitude,
      sequenceNumber,
      ...(caption === undefined ? {} : { caption }),
      ...(accuracy === undefined ? {} : { accuracyInMeters: accuracy }),
      ...(speed === undefined ? {} : { speedInMps: speed }),
    },
  };
}

/** One card, or several under a common name. Raises an Error when there is none. */
export function contactsMessage(cards: readonly ContactCard[]): proto.IMessage {
  const [only] = cards;
  if (only === undefined) throw new Error("there is no contact card to send");
  if (cards.length === 1) return { contactMessage: cardOf(only) };
  return { contactsArrayMessage: { displayName: `${cards.length} contacts`, contacts: cards.map(cardOf) } };
}

function cardOf({ name, phone, organization }: ContactCard): proto.Message.IContactMessage {
  const digits = phone.replace(/\D/g, "");
  const vcard = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:;${escaped(name)};;;`,
    `FN:${escaped(name)}`,
    ...(organization === undefined ? [] : [`ORG:${escaped(organization)};`]),
    `TEL;type=CELL;waid=${digits}:+${digits}`,
    "END:VCARD",
  ].join("\n");
  return { displayName: name, vcard };
}

/** RFC 2426, section 4: these characters have a meaning in a card. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
}
