import { proto } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { phoneJid } from "../address.ts";
import { type Circle, changeOf, heardOf, startCircle, updateOf } from "./testing.ts";

let circle: Circle;
beforeAll(async () => {
  circle = await startCircle();
}, 60_000);
afterAll(() => circle?.close());

describe("invite links", () => {
  it("show a group to strangers and let them in", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Com convite", [bruno.jid]);
    const code = await ana.socket.groupInviteCode(id);
    expect(code).toMatch(/^[A-Za-z0-9]{22}$/);
    const shown = await carla.socket.groupGetInviteInfo(code ?? "");
    expect(shown).toMatchObject({ id, subject: "Com convite", size: 2 });

    expect(await carla.socket.groupAcceptInvite(code ?? "")).toBe(id);
    expect((await heardOf(carla, id)).participants).toHaveLength(3);
    const change = await changeOf(bruno, id, "add");
    expect(change).toMatchObject({ author: carla.lid, participants: [{ id: carla.lid, phoneNumber: carla.jid }] });
    await expect(carla.socket.groupAcceptInvite(code ?? "")).rejects.toMatchObject({ data: 409 });
  });

  it("belong to the admins", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Convite guardado", [bruno.jid]);
    await expect(bruno.socket.groupInviteCode(id)).rejects.toMatchObject({ message: "not-authorized", data: 401 });
    await expect(bruno.socket.groupRevokeInvite(id)).rejects.toMatchObject({ data: 401 });
    await expect(carla.socket.groupInviteCode(id)).rejects.toMatchObject({ data: 403 });
  });

  it("are worth nothing once revoked", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Convite trocado", [bruno.jid]);
    const old = (await ana.socket.groupInviteCode(id)) ?? "";
    const fresh = (await ana.socket.groupRevokeInvite(id)) ?? "";
    expect(fresh).not.toBe(old);
    expect(await updateOf(bruno, id, "inviteCode")).toMatchObject({ inviteCode: fresh });
    await expect(carla.socket.groupAcceptInvite(old)).rejects.toMatchObject({ message: "gone", data: 410 });
    await expect(carla.socket.groupGetInviteInfo(old)).rejects.toMatchObject({ data: 410 });
    await expect(carla.socket.groupAcceptInvite("nunca-foi")).rejects.toMatchObject({ data: 406 });
    expect(await carla.socket.groupAcceptInvite(fresh)).toBe(id);
  });

  it("do not let back in whom an admin removed", async () => {
    const { ana, carla } = circle;
    const { id } = await ana.socket.groupCreate("Fora", [carla.jid]);
    const code = (await ana.socket.groupInviteCode(id)) ?? "";
    await ana.socket.groupParticipantsUpdate(id, [carla.jid], "remove");
    await expect(carla.socket.groupAcceptInvite(code)).rejects.toMatchObject({ data: 401 });
    await ana.socket.groupParticipantsUpdate(id, [carla.jid], "add");
    await carla.socket.groupLeave(id);
    expect(await carla.socket.groupAcceptInvite(code)).toBe(id);
  });

  it("work for somebody on the phone, also as a whole link", async () => {
    const { ana, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Link", []);
    const code = await ana.socket.groupInviteCode(id);
    const person = circle.person(4);
    expect(sandbox.world.groups.join(person, `https://chat.whatsapp.com/${code}?mode=r_c`)).toBe("joined");
    expect(await changeOf(ana, id, "add")).toMatchObject({ participants: [{ phoneNumber: phoneJid(person) }] });
  });
});

describe("requests for membership", () => {
  it("wait for an admin, who hears of them", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Com porteiro", [bruno.jid]);
    await ana.socket.groupJoinApprovalMode(id, "on");
    const code = (await ana.socket.groupInviteCode(id)) ?? "";
    expect(await carla.socket.groupAcceptInvite(code)).toBeUndefined();
    await carla.socket.groupAcceptInvite(code);
    await expect(carla.socket.groupMetadata(id)).rejects.toMatchObject({ data: 403 });

    const request = await ana.waitFor("group.join-request", (each) => each.id === id);
    expect(request).toMatchObject({
      action: "created",
      method: "invite_link",
      participant: carla.lid,
      participantPn: carla.jid,
    });
    const open = await ana.socket.groupRequestParticipantsList(id);
    expect(open).toMatchObject([{ jid: carla.lid, phone_number: carla.jid, request_method: "invite_link" }]);
    await expect(bruno.socket.groupRequestParticipantsList(id)).rejects.toMatchObject({ data: 403 });
    await expect(bruno.socket.groupRequestParticipantsUpdate(id, [carla.jid], "approve")).rejects.toMatchObject({
      data: 403,
    });

    const decided = await ana.socket.groupRequestParticipantsUpdate(id, [carla.jid, bruno.jid], "approve");
    expect(decided.map(({ status }) => status)).toEqual(["200", "404"]);
    expect(await heardOf(carla, id)).toMatchObject({ subject: "Com porteiro", joinApprovalMode: true });
    expect(await changeOf(bruno, id, "add")).toMatchObject({ author: ana.lid, participants: [{ id: carla.lid }] });
    expect(await ana.socket.groupRequestParticipantsList(id)).toEqual([]);
    expect(bruno.events.some(({ name }) => name === "group.join-request")).toBe(false);
  });

  it("are turned down or taken back", async () => {
    const { ana, carla, sandbox } = circle;
    const { groups } = sandbox.world;
    const { id } = await ana.socket.groupCreate("Não", []);
    await ana.socket.groupJoinApprovalMode(id, "on");
    const code = (await ana.socket.groupInviteCode(id)) ?? "";
    await carla.socket.groupAcceptInvite(code);
    expect(await ana.socket.groupRequestParticipantsUpdate(id, [carla.lid], "reject")).toMatchObject([
      { status: "200" },
    ]);
    const rejected = await ana.waitFor("group.join-request", (each) => each.id === id && each.action === "rejected");
    expect(rejected).toMatchObject({ participant: carla.lid, author: ana.lid });

    const person = circle.person(5);
    expect(groups.join(person, code)).toBe("request");
    expect(groups.handle(id).metadata().requests).toMatchObject([{ phone: person.phone, method: "invite_link" }]);
    expect(groups.withdrawRequest(person, id)).toBe(true);
    expect(groups.withdrawRequest(person, id)).toBe(false);
    await ana.waitFor("group.join-request", (each) => each.id === id && each.action === "revoked");
    expect(await ana.socket.groupRequestParticipantsList(id)).toEqual([]);
    expect(groups.handle(id).members).toHaveLength(1);
  });

  it("come also from members who want to add somebody", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Indicação", [bruno.jid]);
    await ana.socket.groupJoinApprovalMode(id, "on");
    await bruno.socket.groupParticipantsUpdate(id, [carla.jid], "add");
    const asked = await sandbox.world.groups.handle(id).waitFor("request", { about: carla.account });
    expect(asked.by).toBe(bruno.account);
    expect(await ana.socket.groupRequestParticipantsList(id)).toMatchObject([
      { jid: carla.lid, request_method: "non_admin_add", requestor: bruno.lid },
    ]);
    sandbox.world.groups.approve(ana.account, id, [carla.account]);
    await heardOf(carla, id);
  });
});

describe("personal invitations", () => {
  let id: string;
  let invite: proto.Message.GroupInviteMessage;
  beforeEach(async () => {
    const { ana, bruno, carla } = circle;
    ({ id } = await ana.socket.groupCreate("Pessoal", [bruno.jid]));
    await carla.socket.updateGroupsAddPrivacy("contacts");
    const [result] = await ana.socket.groupParticipantsUpdate(id, [carla.jid], "add");
    expect(result?.status).toBe("403");
    const content = result?.content.content;
    const [request] = Array.isArray(content) ? content : [];
    expect(request?.tag).toBe("add_request");
    invite = proto.Message.GroupInviteMessage.fromObject({
      groupJid: id,
      inviteCode: request?.attrs["code"],
      inviteExpiration: Number(request?.attrs["expiration"]),
    });
  });

  it("are given for who does not let everybody add him, and let him in", async () => {
    const { ana, bruno, carla } = circle;
    expect(await carla.socket.groupAcceptInviteV4(ana.jid, invite)).toBe(id);
    expect(await heardOf(carla, id)).toMatchObject({ subject: "Pessoal" });
    expect(await changeOf(bruno, id, "add")).toMatchObject({ author: ana.lid, participants: [{ id: carla.lid }] });
    await expect(carla.socket.groupAcceptInviteV4(ana.jid, invite)).rejects.toMatchObject({ data: 409 });
  });

  it("are for one person and one sender", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    await expect(carla.socket.groupAcceptInviteV4(bruno.jid, invite)).rejects.toMatchObject({ data: 406 });
    const stranger = circle.person(6);
    const [invitation] = sandbox.world.groups.handle(id).record.invitations;
    if (invitation === undefined) throw new Error("no invitation");
    expect(() => sandbox.world.groups.acceptInvitation(stranger, id, invitation)).toThrow("not-acceptable");
    expect(await carla.socket.groupAcceptInviteV4(ana.jid, invite)).toBe(id);
  });

  it("let nobody into a group that is full", async () => {
    const { ana, carla, sandbox } = circle;
    const { participants } = sandbox.world.groups.handle(id).record;
    const others = Array.from({ length: 1022 }, (_, index) => ({ lid: `9${index}`, role: "member" as const }));
    participants.push(...others);
    await expect(carla.socket.groupAcceptInviteV4(ana.jid, invite)).rejects.toMatchObject({ data: 419 });
    participants.pop();
    expect(await carla.socket.groupAcceptInviteV4(ana.jid, invite)).toBe(id);
  });

  it("can be taken back", async () => {
    const { ana, bruno, carla } = circle;
    await expect(bruno.socket.groupRevokeInviteV4(id, carla.jid)).rejects.toMatchObject({ data: 403 });
    expect(await ana.socket.groupRevokeInviteV4(id, carla.jid)).toBe(true);
    await expect(carla.socket.groupAcceptInviteV4(ana.jid, invite)).rejects.toMatchObject({ data: 406 });
  });

  it("expire after three days", async () => {
    const { ana, carla, sandbox } = circle;
    sandbox.world.clock.advance(3 * 24 * 3600 * 1000);
    await expect(carla.socket.groupAcceptInviteV4(ana.jid, invite)).rejects.toMatchObject({ data: 410 });
  });
});
