import { IqError } from "../iq.ts";
import type { Account } from "../model.ts";
import type { Group, GroupParticipant } from "./model.ts";
import type { GroupRecords } from "./records.ts";

/** The account's place in the group. Raises error 403 when it has none. */
export function requireMember(records: GroupRecords, group: Group, account: Account): GroupParticipant {
  const participant = records.participant(group, account);
  if (participant === undefined) throw new IqError(403, "forbidden");
  return participant;
}

export function isAdmin(participant: GroupParticipant | undefined): boolean {
  return participant !== undefined && participant.role !== "member";
}

/**
 * Raises error 403 for strangers, and `code` for members who are no admins: 403, except for the invite link, where
 * WhatsApp says 401 not-authorized (whatsmeow, errors.go).
 */
export function requireAdmin(records: GroupRecords, group: Group, account: Account, code: 401 | 403 = 403): void {
  if (isAdmin(requireMember(records, group, account))) return;
  throw new IqError(code, code === 401 ? "not-authorized" : "forbidden");
}

/** Raises error 403 unless the account may change what the group looks like: each member, or admins while it is locked. */
export function requireEditor(records: GroupRecords, group: Group, account: Account): void {
  if (group.locked) requireAdmin(records, group, account);
  else requireMember(records, group, account);
}
