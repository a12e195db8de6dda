import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Circle, type Member, patient, startCircle } from "../testing/circle.ts";
import { GREEN_JPEG, plainPictures } from "../testing/pictures.ts";
import { createGroups } from "./groups.ts";

let circle: Circle;
let ana: Member;
let bruno: Member;
let groups: ReturnType<typeof createGroups>;

beforeAll(async () => {
  circle = await startCircle();
  ana = await circle.connect("5511900000001", "Ana");
  bruno = await circle.connect("5511900000002", "Bruno");
  groups = createGroups({ sessions: circle.sessions, media: plainPictures });
}, 60_000);
afterAll(() => circle?.close());

/** Somebody with only a phone. */
function person(number: number): string {
  return circle.sandbox.account(`55219${String(number).padStart(8, "0")}`).jid;
}

const newGroup = async (subject: string, participants: string[] = [bruno.jid]): Promise<string> => {
  const made = { subject, description: undefined, participants, promoteParticipants: false };
  const { group } = await groups.createGroup(ana.instance, made, patient);
  return group.id;
};

/** The group as somebody sees it who may see everything. */
function truth(jid: string) {
  const handle = circle.sandbox.findGroup(jid);
  if (handle === undefined) throw new Error(`no group ${jid}`);
  return handle.metadata();
}

describe("a new group", () => {
  test("has its description and its admins, and is the same for a member", async () => {
    const { group, outcomes } = await groups.createGroup(
      ana.instance,
      {
        subject: "Padaria",
        description: "Pão quente",
        participants: [bruno.jid, person(1)],
        promoteParticipants: true,
      },
      patient,
    );

    expect(outcomes).toEqual([
      { jid: bruno.jid, status: "200" },
      { jid: person(1), status: "200" },
    ]);
    expect(group).toMatchObject({ subject: "Padaria", desc: "Pão quente", owner: ana.jid, size: 3, pictureUrl: null });
    expect(group.participants).toEqual([
      { id: ana.jid, lid: ana.lid, admin: "superadmin" },
      { id: bruno.jid, lid: bruno.lid, admin: "admin" },
      expect.objectContaining({ id: person(1), admin: "admin" }),
    ]);
    expect(await groups.groupInfo(bruno.instance, group.id, patient)).toEqual(group);
    expect(truth(group.id)).toMatchObject({ description: "Pão quente", creator: ana.client.account.phone });
  });

  test("does not list whom WhatsApp did not add", async () => {
    const shy = circle.sandbox.account("5521955550001");
    shy.changeProfile({ privacy: { groupadd: "contacts" } });
    const { group, outcomes } = await groups.createGroup(
      ana.instance,
      {
        subject: "Só os nossos",
        description: undefined,
        participants: [shy.jid, "5521955559999@s.whatsapp.net", bruno.jid],
        promoteParticipants: false,
      },
      patient,
    );

    expect(outcomes).toEqual([
      { jid: shy.jid, status: "403" },
      { jid: "5521955559999@s.whatsapp.net", status: "404" },
      { jid: bruno.jid, status: "200" },
    ]);
    expect(group.participants.map(({ id }) => id)).toEqual([ana.jid, bruno.jid]);
    expect(group.size).toBe(2);
    expect(truth(group.id).members.map(({ phone }) => phone)).toEqual(["5511900000001", "5511900000002"]);
  });

  test("is refused with WhatsApp's code for a subject that is too long", async () => {
    await expect(newGroup("x".repeat(101))).rejects.toMatchObject({
      code: "WHATSAPP_REJECTED",
      details: { whatsapp: { code: 406 } },
    });
  });
});

describe("changes", () => {
  test("of subject, description, settings and lifetime are seen by a member", async () => {
    const id = await newGroup("Antes");
    await groups.updateGroupSubject(ana.instance, id, "Depois", patient);
    await groups.updateGroupDescription(ana.instance, id, "primeira", patient);
    await groups.updateGroupDescription(ana.instance, id, "segunda", patient);
    await groups.updateGroupSetting(ana.instance, id, "announcement", patient);
    await groups.updateGroupSetting(ana.instance, id, "locked", patient);
    await groups.updateMemberAddMode(ana.instance, id, "admin_add", patient);
    await groups.setEphemeral(ana.instance, id, 604_800, patient);

    expect(await groups.groupInfo(bruno.instance, id, patient)).toMatchObject({
      subject: "Depois",
      subjectOwner: ana.jid,
      desc: "segunda",
      announce: true,
      restrict: true,
      memberAddMode: false,
      ephemeralDuration: 604_800,
    });

    await groups.updateGroupDescription(ana.instance, id, "", patient);
    await groups.updateGroupSetting(ana.instance, id, "not_announcement", patient);
    await groups.updateGroupSetting(ana.instance, id, "unlocked", patient);
    await groups.updateMemberAddMode(ana.instance, id, "all_member_add", patient);
    await groups.setEphemeral(ana.instance, id, 0, patient);
    expect(truth(id)).toMatchObject({
      description: null,
      announcement: false,
      locked: false,
      memberAddMode: "all_member_add",
      ephemeralSeconds: 0,
    });
  });

  test("a picture is the one that a member fetches", async () => {
    const id = await newGroup("Com foto");
    await groups.updateGroupPicture(ana.instance, id, GREEN_JPEG.toString("base64"), patient);

    const { pictureUrl } = await groups.groupInfo(bruno.instance, id, patient);
    expect(pictureUrl).toMatch(/^https:/);
    expect(circle.sandbox.findGroup(id)?.picture?.jpeg.equals(GREEN_JPEG)).toBe(true);
    const all = await groups.allGroups(bruno.instance, patient);
    expect(all.find((group) => group.id === id)).toMatchObject({ subject: "Com foto", pictureUrl: null });
  });

  test("are refused to who is no admin, no member, or asks for what is not there", async () => {
    const id = await newGroup("Só dos admins");
    await groups.updateGroupSetting(ana.instance, id, "locked", patient);
    const own = await groups.createGroup(
      bruno.instance,
      { subject: "Do Bruno", description: undefined, participants: [], promoteParticipants: false },
      patient,
    );
    await expect(groups.updateGroupSubject(bruno.instance, id, "Meu", patient)).rejects.toMatchObject({
      code: "GROUP_ACCESS_DENIED",
    });
    await expect(groups.groupInfo(ana.instance, own.group.id, patient)).rejects.toMatchObject({
      code: "GROUP_ACCESS_DENIED",
    });
    await expect(groups.groupInfo(ana.instance, "120363000000000000@g.us", patient)).rejects.toMatchObject({
      code: "GROUP_NOT_FOUND",
    });
    expect(truth(id).subject).toBe("Só dos admins");
  });
});

describe("members", () => {
  test("each has the outcome that WhatsApp gave", async () => {
    const id = await newGroup("Entra e sai");
    const shy = circle.sandbox.account("5521955550002");
    shy.changeProfile({ privacy: { groupadd: "contacts" } });
    const update = (action: "add" | "remove" | "promote" | "demote", people: string[]) =>
      groups.updateParticipants(ana.instance, id, action, people, patient);

    expect(await update("add", [person(2), bruno.jid, shy.jid])).toEqual([
      { jid: person(2), status: "200" },
      { jid: bruno.jid, status: "409" },
      { jid: shy.jid, status: "403" },
    ]);
    expect(await update("promote", [bruno.lid])).toEqual([{ jid: bruno.jid, status: "200" }]);
    expect(truth(id).members.map(({ phone, role }) => [phone, role])).toEqual([
      ["5511900000001", "superadmin"],
      ["5511900000002", "admin"],
      ["5521900000002", "member"],
    ]);
    expect(await update("demote", [bruno.jid])).toEqual([{ jid: bruno.jid, status: "200" }]);
    expect(await update("remove", [person(2), person(3)])).toEqual([
      { jid: person(2), status: "200" },
      { jid: person(3), status: "404" },
    ]);
    expect(truth(id).members).toHaveLength(2);
  });

  test("who leaves is gone; who is not in it cannot leave", async () => {
    const id = await newGroup("Até logo");
    await groups.leaveGroup(bruno.instance, id, patient);
    expect(truth(id).members.map(({ phone }) => phone)).toEqual(["5511900000001"]);
    await expect(groups.leaveGroup(bruno.instance, id, patient)).rejects.toMatchObject({ code: "GROUP_ACCESS_DENIED" });
  });
});

describe("invitations", () => {
  test("a link shows the group, lets somebody in, and is worth nothing once it is replaced", async () => {
    const id = await newGroup("Aberto", []);
    const code = await groups.inviteCode(ana.instance, id, patient);
    expect(await groups.inviteInfo(bruno.instance, code, patient)).toMatchObject({ id, subject: "Aberto", size: 1 });
    expect(await groups.acceptInvite(bruno.instance, code, patient)).toBe(id);
    expect(truth(id).members).toHaveLength(2);

    const next = await groups.revokeInvite(ana.instance, id, patient);
    expect(next).toBe(circle.sandbox.findGroup(id)?.inviteCode);
    expect(next).not.toBe(code);
    await expect(groups.inviteInfo(bruno.instance, code, patient)).rejects.toMatchObject({ code: "INVITE_INVALID" });
    await expect(groups.acceptInvite(bruno.instance, "x".repeat(22), patient)).rejects.toMatchObject({
      code: "INVITE_INVALID",
    });
  });

  test("where admins decide, nobody is told that he has joined before they have", async () => {
    const id = await newGroup("Com porteiro", []);
    await ana.client.socket.groupJoinApprovalMode(id, "on");
    const code = await groups.inviteCode(ana.instance, id, patient);

    await expect(groups.acceptInvite(bruno.instance, code, patient)).rejects.toMatchObject({
      code: "GROUP_ACCESS_DENIED",
      details: { groupJid: id, isRequested: true },
    });
    expect(await groups.joinRequests(ana.instance, id, patient)).toEqual([
      { jid: bruno.jid, requestedAt: expect.any(Number) },
    ]);
    const answered = await groups.answerJoinRequests(ana.instance, id, "approve", [bruno.jid, person(4)], patient);
    expect(answered).toEqual([
      { jid: bruno.jid, status: "200" },
      { jid: person(4), status: "404" },
    ]);
    expect(truth(id).members.map(({ phone }) => phone)).toContain("5511900000002");
    expect(await groups.joinRequests(ana.instance, id, patient)).toEqual([]);
  });
});
