import type { GroupInfo, GroupManagement } from "@waxwing/core";
import { type BinaryNode, generateMessageIDV2 } from "@whiskeysockets/baileys";
import { ownAccount } from "../../outbound/own-account.ts";
import type { WebSession, WebSessions } from "../../session.ts";
import { pictureUrlOf, setPicture } from "../profile/pictures.ts";
import { type PictureMaking, pictureOf, type SourceFile } from "../sources.ts";
import { groupInfoOf, groupInfosOf } from "./group-info.ts";
import { ALL_GROUPS, groupQuery } from "./group-query.ts";

/** What a group is, and what of it can be changed. */
export function groupSettings<File extends SourceFile>(
  sessions: WebSessions,
  media: PictureMaking<File>,
): Pick<
  GroupManagement,
  | "updateGroupSubject"
  | "updateGroupDescription"
  | "updateGroupPicture"
  | "groupInfo"
  | "allGroups"
  | "updateGroupSetting"
  | "updateMemberAddMode"
  | "setEphemeral"
> {
  return {
    async updateGroupSubject(instance, groupJid, subject, signal) {
      const content = { tag: "subject", attrs: {}, content: Buffer.from(subject) };
      await change(sessions.of(instance), groupJid, content, signal);
    },

    async updateGroupDescription(instance, groupJid, description, signal) {
      await setDescription(sessions.of(instance), groupJid, description, signal);
    },

    async updateGroupPicture(instance, groupJid, image, signal) {
      // Asked first: nobody downloads a picture for an instance that is not connected.
      sessions.of(instance);
      const picture = await pictureOf(media, image, signal);
      await setPicture(sessions.of(instance), groupJid, picture, { signal, subject: "group" });
    },

    async groupInfo(instance, groupJid, signal) {
      const session = sessions.of(instance);
      const info = await readGroup(session, groupJid, signal);
      return { ...info, pictureUrl: await pictureUrlOf(session, groupJid, { signal, subject: "group" }) };
    },

    async allGroups(instance, signal) {
      const session = sessions.of(instance);
      const content = {
        tag: "participating",
        attrs: {},
        content: [
          { tag: "participants", attrs: {} },
          { tag: "description", attrs: {} },
        ],
      };
      // Baileys' own method tells all groups as changed, each time that somebody asks for them.
      const answer = await groupQuery(session, { to: ALL_GROUPS, type: "get", content }, { signal });
      return groupInfosOf(session.socket, answer);
    },

    async updateGroupSetting(instance, groupJid, setting, signal) {
      await change(sessions.of(instance), groupJid, { tag: setting, attrs: {} }, signal);
    },

    async updateMemberAddMode(instance, groupJid, mode, signal) {
      await change(sessions.of(instance), groupJid, { tag: "member_add_mode", attrs: {}, content: mode }, signal);
    },

    async setEphemeral(instance, groupJid, expiration, signal) {
      const content =
        expiration === 0
          ? { tag: "not_ephemeral", attrs: {} }
          : { tag: "ephemeral", attrs: { expiration: String(expiration) } };
      await change(sessions.of(instance), groupJid, content, signal);
    },
  };
}

/** The group as WhatsApp describes it to the account. Throws GROUP_NOT_FOUND, GROUP_ACCESS_DENIED. */
export async function readGroup(session: WebSession, groupJid: string, signal: AbortSignal): Promise<GroupInfo> {
  const content = { tag: "query", attrs: { request: "interactive" } };
  const answer = await groupQuery(session, { to: groupJid, type: "get", content }, { signal });
  return groupInfoOf(session.socket, answer);
}

/** Sets the description; an empty one removes it. WhatsApp wants the id of the one that is replaced. */
export async function setDescription(
  session: WebSession,
  groupJid: string,
  description: string,
  signal: AbortSignal,
): Promise<void> {
  const { descId } = await readGroup(session, groupJid, signal);
  const prev = descId === null ? {} : { prev: descId };
  const content: BinaryNode =
    description === ""
      ? { tag: "description", attrs: { delete: "true", ...prev } }
      : {
          tag: "description",
          attrs: { id: generateMessageIDV2(ownAccount(session.socket).jid), ...prev },
          content: [{ tag: "body", attrs: {}, content: Buffer.from(description) }],
        };
  await change(session, groupJid, content, signal);
}

async function change(session: WebSession, to: string, content: BinaryNode, signal: AbortSignal): Promise<void> {
  await groupQuery(session, { to, type: "set", content }, { signal });
}
