import type { GroupHandle } from "@waxwing/sandbox";
import { expect } from "vitest";
import { isJpeg, png } from "../samples.ts";
import { type Scenario, scenario, type World } from "../scenario.ts";

const jidOf = (_world: World, _marker: string, group: GroupHandle) => ({ groupJid: group.jid });
const newGroup = (world: World, marker: string): GroupHandle => world.group(`Group ${marker}`);
/** A group of Ana's in which the instance is an ordinary member. */
const anasGroup = (world: World, marker: string): GroupHandle => world.group(`Ana's ${marker}`, world.ana.phone);
/** Only for groups that the instance is not in. */
const strangersGroup = (world: World, marker: string): GroupHandle =>
  world.sandbox.createGroup(`Foreign ${marker}`, { by: world.ana.phone, members: [world.bia.phone] });

const phonesIn = (group: GroupHandle): string[] => group.members.map(({ phone }) => phone);

/** Somebody who asks to be let into a group of the instance. */
async function asked(world: World, marker: string) {
  const group = world.group(`Asked ${marker}`);
  const person = await world.person();
  group.record.approvalMode = true;
  const { groups } = world.sandbox.world;
  groups.join(world.sandbox.account(person.phone).record, group.inviteCode);
  return { group, person };
}

/** Operations on groups: the group as WhatsApp has it, or as a member sees it. */
export const groupScenarios: readonly Scenario[] = [
  scenario({
    operation: "group.create",
    input: ({ ana, bia }, marker) => ({
      subject: `New ${marker}`,
      description: `About ${marker}`,
      participants: [ana.phone, bia.phone],
      promoteParticipants: true,
    }),
    verify: ({ world, answer, marker }) => {
      const group = world.sandbox.findGroup(String(answer["id"]));
      expect(group?.metadata()).toMatchObject({
        subject: `New ${marker}`,
        description: `About ${marker}`,
        creator: world.shop.phone,
        members: [
          { phone: world.shop.phone, role: "superadmin" },
          { phone: world.ana.phone, role: "admin" },
          { phone: world.bia.phone, role: "admin" },
        ],
      });
    },
  }),
  scenario({
    operation: "group.findGroupInfos",
    given: anasGroup,
    input: jidOf,
    verify: ({ world, answer, marker, context }) => {
      expect(answer).toMatchObject({
        id: context.jid,
        subject: `Ana's ${marker}`,
        size: 3,
        owner: `${world.ana.phone}@s.whatsapp.net`,
      });
    },
  }),
  scenario({
    operation: "group.fetchAllGroups",
    given: anasGroup,
    input: () => ({ getParticipants: true }),
    verify: ({ world, answer, marker, context }) => {
      const found = (answer as unknown as Record<string, unknown>[]).find(({ id }) => id === context.jid);
      expect(found).toMatchObject({ subject: `Ana's ${marker}` });
      expect(JSON.stringify(found?.["participants"])).toContain(world.shop.phone);
    },
  }),
  scenario({
    operation: "group.participants",
    given: anasGroup,
    input: jidOf,
    verify: ({ world, answer }) => {
      const { participants } = answer as { participants: { id: string; admin: string | null }[] };
      expect(participants.map(({ id, admin }) => [id, admin])).toEqual([
        [`${world.ana.phone}@s.whatsapp.net`, "superadmin"],
        [world.shop.jid, null],
        [`${world.bia.phone}@s.whatsapp.net`, null],
      ]);
    },
  }),
  scenario({
    operation: "group.updateGroupSubject",
    given: newGroup,
    input: (world, marker, group) => ({ ...jidOf(world, marker, group), subject: `Renamed ${marker}` }),
    verify: ({ marker, context }) => expect(context.subject).toBe(`Renamed ${marker}`),
  }),
  scenario({
    operation: "group.updateGroupPicture",
    given: newGroup,
    input: (world, marker, group) => ({ ...jidOf(world, marker, group), image: png.toString("base64") }),
    verify: ({ context }) => expect(isJpeg(context.picture?.jpeg ?? Buffer.alloc(0))).toBe(true),
  }),
  scenario({
    operation: "group.updateGroupDescription",
    given: newGroup,
    input: (world, marker, group) => ({ ...jidOf(world, marker, group), description: `About ${marker}` }),
    verify: ({ marker, context }) => expect(context.metadata().description).toBe(`About ${marker}`),
  }),
  ...(
    [
      ["announcement", { announcement: true }],
      ["locked", { locked: true }],
    ] as const
  ).map(([action, expected]) =>
    scenario({
      operation: "group.updateSetting",
      about: action,
      given: newGroup,
      input: (world, marker, group) => ({ ...jidOf(world, marker, group), action }),
      verify: ({ context }) => expect(context.metadata()).toMatchObject(expected),
    }),
  ),
  scenario({
    operation: "group.updateMemberAddMode",
    given: newGroup,
    input: (world, marker, group) => ({ ...jidOf(world, marker, group), mode: "all_member_add" }),
    verify: ({ context }) => expect(context.metadata().memberAddMode).toBe("all_member_add"),
  }),
  scenario({
    operation: "group.toggleEphemeral",
    given: newGroup,
    input: (world, marker, group) => ({ ...jidOf(world, marker, group), expiration: 604_800 }),
    verify: ({ context }) => expect(context.metadata().ephemeralSeconds).toBe(604_800),
  }),
  scenario({
    operation: "group.updateParticipant",
    about: "add",
    given: async (world, marker) => ({ group: newGroup(world, marker), person: await world.person() }),
    input: (_world, _marker, { group, person }) => ({
      groupJid: group.jid,
      action: "add",
      participants: [person.phone],
    }),
    verify: ({ answer, context: { group, person } }) => {
      expect(answer).toMatchObject({ updateParticipants: [{ status: "200", jid: `${person.phone}@s.whatsapp.net` }] });
      expect(phonesIn(group)).toContain(person.phone);
    },
  }),
  scenario({
    operation: "group.updateParticipant",
    about: "promote, by LID",
    given: newGroup,
    input: ({ sandbox, ana }, _marker, group) => ({
      groupJid: group.jid,
      action: "promote",
      participants: [sandbox.account(ana.phone).lid],
    }),
    verify: ({ world, context }) => expect(context.member(world.ana.phone)?.role).toBe("admin"),
  }),
  scenario({
    operation: "group.updateParticipant",
    about: "remove",
    given: newGroup,
    input: ({ bia }, _marker, group) => ({ groupJid: group.jid, action: "remove", participants: [bia.phone] }),
    verify: ({ world, context }) => expect(phonesIn(context)).not.toContain(world.bia.phone),
  }),
  scenario({
    operation: "group.fetchJoinRequests",
    given: asked,
    input: (_world, _marker, { group }) => ({ groupJid: group.jid }),
    verify: ({ answer, context: { person } }) => {
      expect(answer).toMatchObject({ requests: [{ jid: `${person.phone}@s.whatsapp.net` }] });
    },
  }),
  scenario({
    operation: "group.updateJoinRequest",
    given: asked,
    input: (_world, _marker, { group, person }) => ({
      groupJid: group.jid,
      action: "approve",
      participants: [person.phone],
    }),
    verify: ({ context: { group, person } }) => expect(phonesIn(group)).toContain(person.phone),
  }),
  scenario({
    operation: "group.leaveGroup",
    given: anasGroup,
    input: jidOf,
    verify: ({ world, context }) => expect(phonesIn(context)).not.toContain(world.shop.phone),
  }),
  scenario({
    operation: "group.inviteCode",
    given: newGroup,
    input: jidOf,
    verify: ({ answer, context }) => expect(answer).toMatchObject({ inviteCode: context.inviteCode }),
  }),
  scenario({
    operation: "group.inviteInfo",
    given: strangersGroup,
    input: (_world, _marker, { inviteCode }) => ({ inviteCode }),
    verify: ({ answer, marker, context }) => {
      expect(answer).toMatchObject({ id: context.jid, subject: `Foreign ${marker}`, size: 2 });
    },
  }),
  scenario({
    operation: "group.acceptInviteCode",
    given: strangersGroup,
    input: (_world, _marker, { inviteCode }) => ({ inviteCode: `https://chat.whatsapp.com/${inviteCode}` }),
    verify: ({ world, answer, context }) => {
      expect(answer).toMatchObject({ accepted: true, groupJid: context.jid });
      expect(phonesIn(context)).toContain(world.shop.phone);
    },
  }),
  scenario({
    operation: "group.sendInvite",
    given: newGroup,
    input: ({ ana }, marker, group) => ({
      groupJid: group.jid,
      description: `Join us ${marker}`,
      numbers: [ana.phone],
    }),
    verify: async ({ world, marker, context }) => {
      const seen = await world.ana.received(({ text }) => text?.includes(`Join us ${marker}`) === true);
      expect(seen.text).toContain(context.inviteCode);
    },
  }),
  scenario({
    operation: "group.revokeInviteCode",
    given: (world, marker) => {
      const group = newGroup(world, marker);
      return { group, before: group.inviteCode };
    },
    input: (_world, _marker, { group }) => ({ groupJid: group.jid }),
    verify: ({ answer, context: { group, before } }) => {
      expect(group.inviteCode).not.toBe(before);
      expect(answer).toMatchObject({ revoked: true, inviteCode: group.inviteCode });
    },
  }),
];
