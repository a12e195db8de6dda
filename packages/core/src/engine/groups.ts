import type { EngineInstance } from "../engine.ts";

/** A member of a group. */
export interface GroupParticipant {
  /** Phone JID when known, else the LID. */
  readonly id: string;
  readonly lid: string | null;
  readonly admin: "admin" | "superadmin" | null;
}

/** A group as WhatsApp describes it. Times are Unix seconds. */
export interface GroupInfo {
  readonly id: string;
  readonly subject: string;
  readonly subjectOwner: string | null;
  readonly subjectTime: number | null;
  readonly pictureUrl: string | null;
  readonly size: number;
  readonly creation: number | null;
  readonly owner: string | null;
  readonly desc: string | null;
  readonly descId: string | null;
  readonly restrict: boolean;
  readonly announce: boolean;
  readonly participants: readonly GroupParticipant[];
  readonly isCommunity: boolean;
  readonly isCommunityAnnounce: boolean;
  readonly linkedParent: string | null;
  readonly memberAddMode: boolean | null;
  readonly joinApprovalMode: boolean | null;
  /** Seconds; 0: messages stay. */
  readonly ephemeralDuration: number;
}

export type ParticipantAction = "add" | "remove" | "promote" | "demote";

/** What became of one participant; `status` is WhatsApp's: 200, or 403 (privacy), 404, 408, 409 (is a member). */
export interface ParticipantOutcome {
  readonly jid: string;
  readonly status: string;
}

/**
 * Capability: groups. JIDs of participants are resolved. Throws GROUP_NOT_FOUND, GROUP_ACCESS_DENIED, INVITE_INVALID,
 * WHATSAPP_REJECTED, INSTANCE_NOT_CONNECTED.
 */
export interface GroupManagement {
  createGroup(
    instance: EngineInstance,
    group: {
      readonly subject: string;
      readonly description: string | undefined;
      readonly participants: readonly string[];
      readonly promoteParticipants: boolean;
    },
    signal: AbortSignal,
  ): Promise<{ readonly group: GroupInfo; readonly outcomes: readonly ParticipantOutcome[] }>;
  updateGroupSubject(instance: EngineInstance, groupJid: string, subject: string, signal: AbortSignal): Promise<void>;
  /** An empty description removes it. */
  updateGroupDescription(
    instance: EngineInstance,
    groupJid: string,
    description: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** `image`: a media source. */
  updateGroupPicture(instance: EngineInstance, groupJid: string, image: string, signal: AbortSignal): Promise<void>;
  groupInfo(instance: EngineInstance, groupJid: string, signal: AbortSignal): Promise<GroupInfo>;
  allGroups(instance: EngineInstance, signal: AbortSignal): Promise<GroupInfo[]>;
  inviteCode(instance: EngineInstance, groupJid: string, signal: AbortSignal): Promise<string>;
  inviteInfo(instance: EngineInstance, inviteCode: string, signal: AbortSignal): Promise<GroupInfo>;
  /** Answers the group's JID. */
  acceptInvite(instance: EngineInstance, inviteCode: string, signal: AbortSignal): Promise<string>;
  revokeInvite(instance: EngineInstance, groupJid: string, signal: AbortSignal): Promise<string>;
  updateParticipants(
    instance: EngineInstance,
    groupJid: string,
    action: ParticipantAction,
    participants: readonly string[],
    signal: AbortSignal,
  ): Promise<ParticipantOutcome[]>;
  updateGroupSetting(
    instance: EngineInstance,
    groupJid: string,
    setting: "announcement" | "not_announcement" | "locked" | "unlocked",
    signal: AbortSignal,
  ): Promise<void>;
  updateMemberAddMode(
    instance: EngineInstance,
    groupJid: string,
    mode: "admin_add" | "all_member_add",
    signal: AbortSignal,
  ): Promise<void>;
  /** `expiration`: seconds; 0 turns it off. */
  setEphemeral(instance: EngineInstance, groupJid: string, expiration: number, signal: AbortSignal): Promise<void>;
  leaveGroup(instance: EngineInstance, groupJid: string, signal: AbortSignal): Promise<void>;
  joinRequests(
    instance: EngineInstance,
    groupJid: string,
    signal: AbortSignal,
  ): Promise<{ readonly jid: string; readonly requestedAt: number | null }[]>;
  answerJoinRequests(
    instance: EngineInstance,
    groupJid: string,
    action: "approve" | "reject",
    participants: readonly string[],
    signal: AbortSignal,
  ): Promise<ParticipantOutcome[]>;
}
