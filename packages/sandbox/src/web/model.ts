/** Categories of `privacy` and what WhatsApp lets them be; the first value is the default. */
export const PRIVACY_VALUES = {
  last: ["all", "contacts", "contact_blacklist", "none"],
  online: ["all", "match_last_seen"],
  profile: ["all", "contacts", "contact_blacklist", "none"],
  status: ["all", "contacts", "contact_blacklist", "none"],
  readreceipts: ["all", "none"],
  groupadd: ["all", "contacts", "contact_blacklist"],
  calladd: ["all", "known"],
  messages: ["all", "contacts"],
} as const;
export type PrivacyCategory = keyof typeof PRIVACY_VALUES;

/** A profile or group picture. `id` changes with every new picture. */
export interface Picture {
  readonly id: string;
  readonly jpeg: Buffer;
}

export interface BusinessProfile {
  address?: string;
  description?: string;
  email?: string;
  websites: string[];
  categories: { id: string; name: string }[];
  /** Opening times in minutes after midnight, for the mode `specific_hours`. */
  hours?: { timezone: string; days: { day: string; mode: string; open?: number; close?: number }[] };
  coverPhoto?: { id: string; url: string };
  /** The name that WhatsApp has verified; the push name when absent. */
  verifiedName?: string;
}

/** A WhatsApp account: a phone (device 0) that may have companions. Kept in the store's `accounts` under its phone. */
export interface Account {
  /** International number, digits only: the user part of its phone JID. */
  readonly phone: string;
  /** The user part of its LID. */
  readonly lid: string;
  /** Push name: what others see before they save the contact. */
  name: string;
  about: { text: string /** Unix seconds. */; setAt: number };
  picture: Picture | null;
  /** Null for a private account. */
  business: BusinessProfile | null;
  privacy: Record<PrivacyCategory, string>;
  /** LID users that it has blocked. */
  blocked: string[];
  /** Default lifetime of messages in new chats, in seconds; 0 for none. */
  disappearing: { seconds: number /** Unix seconds. */; setAt: number };
  /** The number that the next companion gets; WhatsApp never gives one twice. */
  nextCompanionId: number;
}

/** A linked device. Kept in the store's `companions` under `{lid}.{id}`. */
export interface Companion {
  /** LID user of its account. */
  readonly lid: string;
  /** From 1. */
  readonly id: number;
  /** Non-zero, or clients ignore the device. */
  readonly keyIndex: number;
  /** The Noise static key that it must show at each login (32 bytes). */
  readonly noiseKey: Buffer;
  /** `ADVSignedDeviceIdentity` with the account's key: what bundles carry as `device-identity`. */
  readonly deviceIdentity: Buffer;
  /** As the client names itself, for example `Chrome (Mac OS)`. */
  readonly platform: string;
  /** Whether it asked for the whole history when it was linked (`requireFullSync`), and not just the last months. */
  readonly wantsFullHistory?: boolean;
  /** Unix seconds. */
  readonly pairedAt: number;
  /** False until the first session after pairing got its keys and history from the phone. */
  isProvisioned: boolean;
}

/** One device of one account; device 0 is the phone. */
export interface DeviceAddress {
  readonly account: Account;
  readonly device: number;
}
