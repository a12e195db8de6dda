import type { Account, Picture } from "../model.ts";

/** A member is told to clients as no type at all; the superadmin is who made the group. */
export type GroupRole = "member" | "admin" | "superadmin";
/** Which of its two JIDs names a member inside the group. New groups of WhatsApp use LIDs. */
export type AddressingMode = "pn" | "lid";
export type MemberAddMode = "admin_add" | "all_member_add";
/**
 * `community` is a community's own record: it holds its members and no messages. `announcements` is the group that each
 * community has for its admins' messages, `general` the chat that it may be made with. Others are plain groups, linked
 * to a community or not.
 */
export type GroupKind = "group" | "community" | "announcements" | "general";

/** How somebody came to ask for membership. */
export type RequestMethod = "invite_link" | "non_admin_add";

export interface GroupParticipant {
  /** User part of the LID. */
  readonly lid: string;
  role: GroupRole;
}

export interface GroupDescription {
  readonly id: string;
  readonly text: string;
  /** LID user. */
  readonly by: string;
  /** Unix seconds. */
  readonly at: number;
}

/** A personal invitation, for somebody whose privacy settings do not let the admin add him ("v4"). */
export interface GroupInvitation {
  readonly code: string;
  /** LID user of who is invited. */
  readonly lid: string;
  /** LID user of who invites. */
  readonly by: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

export interface MembershipRequest {
  /** LID user of who is to become a member. */
  readonly lid: string;
  readonly method: RequestMethod;
  /** LID user of who asked: oneself, or the member who wanted to add somebody. */
  readonly by: string;
  /** Unix seconds. */
  readonly at: number;
}

/** A group or community. Kept in the store's `groups` under its id. */
export interface Group {
  /** The user part of its JID: digits. */
  readonly id: string;
  readonly kind: GroupKind;
  readonly addressingMode: AddressingMode;
  /** LID user. */
  readonly creator: string;
  /** Unix seconds. */
  readonly createdAt: number;
  subject: string;
  /** LID user. */
  subjectBy: string;
  /** Unix seconds. */
  subjectAt: number;
  description: GroupDescription | null;
  /** In the order in which they came. */
  participants: GroupParticipant[];
  /** Only admins may send messages. */
  announcement: boolean;
  /** Only admins may change subject, description, picture and message lifetime. */
  locked: boolean;
  /** Lifetime of new messages; 0 for none. */
  ephemeralSeconds: number;
  memberAddMode: MemberAddMode;
  /** Whether admins must approve who joins. */
  approvalMode: boolean;
  inviteCode: string;
  /** Codes that were valid once: they are answered otherwise than ones that never were. */
  revokedCodes: string[];
  invitations: GroupInvitation[];
  requests: MembershipRequest[];
  /** LID users whom an admin removed: the link does not let them in again. */
  removed: string[];
  picture: Picture | null;
  /** Rises with each member who goes: from then on members must encrypt with new sender keys. */
  epoch: number;
  /** Id of the community that it is linked to. */
  community: string | null;
  /** Of a community: whether members who are no admins may add groups to it. */
  membersMayAddGroups: boolean;
}

/** What a new group starts with; the rest is WhatsApp's default. */
export interface GroupOptions {
  readonly addressingMode?: AddressingMode;
  readonly description?: string;
  readonly announcement?: boolean;
  readonly locked?: boolean;
  readonly ephemeralSeconds?: number;
  readonly memberAddMode?: MemberAddMode;
  readonly approvalMode?: boolean;
}

/** What may be changed of a group at once; the fields mean what they mean in {@link Group}. */
export interface GroupChanges {
  readonly subject?: string;
  /** An empty text removes it. */
  readonly description?: string;
  /** A JPEG; null removes the picture. */
  readonly picture?: Buffer | null;
  readonly ephemeralSeconds?: number;
  readonly announcement?: boolean;
  readonly locked?: boolean;
  readonly memberAddMode?: MemberAddMode;
  readonly approvalMode?: boolean;
}

/** Whom a request names: a JID, and whose it is when it is somebody's. */
export interface Target {
  readonly jid: string;
  readonly account: Account | undefined;
}

/** What became of one person in a request about several. */
export interface ParticipantResult extends Target {
  /** Absent when it was done. */
  readonly error?: number;
  /** For error 403: with this code the admin may invite the person instead. */
  readonly invitation?: GroupInvitation;
}

/** Assumed from WhatsApp's help pages, 2025. */
export const MAX_PARTICIPANTS = 1024;
export const MAX_SUBJECT_CHARACTERS = 100;
export const MAX_DESCRIPTION_CHARACTERS = 2048;
/** Message lifetimes that WhatsApp offers, in seconds: a day, a week, 90 days. */
export const EPHEMERAL_SECONDS: readonly number[] = [0, 86_400, 604_800, 7_776_000];
/** Clients show personal invitations as valid for three days. */
export const INVITATION_SECONDS = 259_200;
