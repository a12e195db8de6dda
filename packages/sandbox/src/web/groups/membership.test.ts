import { WAMessageStubType } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectClient } from "../../testing/baileys-client.ts";
import { lidJid, phoneJid } from "../address.ts";
import { type Circle, changeOf, heardOf, startCircle, stubOf, updateOf } from "./testing.ts";

let circle: Circle;
beforeAll(async () => {
  circle = await startCircle();
}, 60_000);
afterAll(() => circle?.close());

describe("a new group", () => {
  it("is the same group for everybody in it", async () => {
    const { ana, bruno, sandbox } = circle;
    const person = circle.person(1);
    const made = await ana.socket.groupCreate("Padaria da esquina", [bruno.jid, phoneJid(person)]);

    const heard = await heardOf(bruno, made.id);
    const seen = await bruno.socket.groupMetadata(made.id);
    expect(made).toMatchObject({
      subject: "Padaria da esquina",
      addressingMode: "lid",
      owner: ana.lid,
      ownerPn: ana.jid,
      size: 3,
      announce: false,
      restrict: false,
      joinApprovalMode: false,
    });
    expect(made.participants).toEqual([
      expect.objectContaining({ id: ana.lid, phoneNumber: ana.jid, admin: "superadmin" }),
      expect.objectContaining({ id: bruno.lid, phoneNumber: bruno.jid, admin: null }),
      expect.objectContaining({ id: lidJid(person), phoneNumber: phoneJid(person), admin: null }),
    ]);
    expect(seen).toEqual(made);
    expect(heard).toEqual({ ...made, author: ana.lid, authorPn: ana.jid });
    expect(await heardOf(ana, made.id)).toEqual(heard);
    expect(sandbox.world.groups.handle(made.id).metadata()).toMatchObject({
      subject: "Padaria da esquina",
      creator: ana.account.phone,
      members: [
        { phone: ana.account.phone, role: "superadmin" },
        { phone: bruno.account.phone, role: "member" },
        { phone: person.phone, role: "member" },
      ],
    });
  });

  it("can name its members by phone number", async () => {
    const { ana, bruno, sandbox } = circle;
    const group = sandbox.world.groups.create(ana.account, "Antigo", [bruno.account], { addressingMode: "pn" });
    const seen = await bruno.socket.groupMetadata(group.jid);
    expect(seen).toMatchObject({ addressingMode: "pn", owner: ana.jid });
    expect(seen.participants).toEqual([
      expect.objectContaining({ id: ana.jid, lid: ana.lid, admin: "superadmin" }),
      expect.objectContaining({ id: bruno.jid, lid: bruno.lid, admin: null }),
    ]);
    await bruno.socket.groupLeave(group.jid);
    expect(await changeOf(ana, group.jid, "remove")).toMatchObject({ author: bruno.jid });
  });

  it("is not made with an unacceptable subject", async () => {
    await expect(circle.ana.socket.groupCreate("x".repeat(101), [])).rejects.toMatchObject({ data: 406 });
    await expect(circle.ana.socket.groupCreate("", [])).rejects.toMatchObject({ data: 406 });
  });

  it("has 1024 members at most", async () => {
    const people = Array.from({ length: 1024 }, (_, index) => `55118${String(index).padStart(8, "0")}@s.whatsapp.net`);
    await expect(circle.ana.socket.groupCreate("Todo mundo", people)).rejects.toMatchObject({ data: 419 });
    expect((await circle.ana.socket.groupCreate("Quase todo mundo", people.slice(1))).size).toBe(1);
  });

  it("is known to all devices of its members, also of who made it", async () => {
    const { ana, sandbox } = circle;
    const tablet = await connectClient(sandbox, { phone: ana.account.phone, initialSync: false });
    try {
      const { id } = await ana.socket.groupCreate("Em todo lugar", []);
      expect(await heardOf(tablet, id)).toMatchObject({ subject: "Em todo lugar", owner: ana.lid });
      await tablet.socket.groupUpdateSubject(id, "Do tablet");
      expect(await updateOf(ana, id, "subject")).toMatchObject({ subject: "Do tablet", author: ana.lid });
    } finally {
      await tablet.close();
      sandbox.world.devices.unlink(ana.account, tablet.address.device);
    }
  });

  it("comes without those who cannot be added, and says why", async () => {
    const { ana, bruno, sandbox } = circle;
    const shy = circle.person(2);
    shy.privacy.groupadd = "contacts";
    const made = await ana.socket.groupCreate("Quase todos", [
      bruno.jid,
      phoneJid(shy),
      "5511999999999@s.whatsapp.net",
    ]);
    expect(made.size).toBe(2);
    const members = sandbox.world.groups.handle(made.id).members.map(({ phone }) => phone);
    expect(members).toEqual([ana.account.phone, bruno.account.phone]);
    expect((await bruno.socket.groupMetadata(made.id)).participants).toHaveLength(2);
  });
});

describe("reading groups", () => {
  it("lists exactly the groups that one is in", async () => {
    const { ana, bruno, carla } = circle;
    const shared = await ana.socket.groupCreate("Juntos", [carla.jid]);
    const other = await ana.socket.groupCreate("Sem Carla", [bruno.jid]);
    await ana.socket.groupUpdateDescription(shared.id, "Quem traz o café?");
    const all = await carla.socket.groupFetchAllParticipating();
    expect(all[shared.id]).toEqual(await carla.socket.groupMetadata(shared.id));
    expect(all[shared.id]).toMatchObject({ subject: "Juntos", desc: "Quem traz o café?" });
    expect(Object.keys(all)).not.toContain(other.id);
  });

  it("refuses strangers and unknown groups", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Fechado", [bruno.jid]);
    await expect(carla.socket.groupMetadata(id)).rejects.toMatchObject({ message: "forbidden", data: 403 });
    await expect(carla.socket.groupMetadata("120363999999999999@g.us")).rejects.toMatchObject({
      message: "item-not-found",
      data: 404,
    });
  });
});

describe("members", () => {
  it("are added: they hear of the group, the others of them", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Cresce", [bruno.jid]);
    const results = await ana.socket.groupParticipantsUpdate(
      id,
      [carla.jid, carla.lid, bruno.jid, "5511999999999@s.whatsapp.net"],
      "add",
    );
    expect(results.map(({ status }) => status)).toEqual(["200", "409", "404"]);
    expect((await heardOf(carla, id)).participants).toHaveLength(3);
    for (const client of [ana, bruno, carla]) {
      const change = await changeOf(client, id, "add");
      expect(change).toMatchObject({ author: ana.lid });
      expect(change.participants).toEqual([expect.objectContaining({ id: carla.lid, phoneNumber: carla.jid })]);
    }
  });

  it("are added only by admins when these want it so", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Só admins", [bruno.jid]);
    await ana.socket.groupMemberAddMode(id, "admin_add");
    await expect(bruno.socket.groupParticipantsUpdate(id, [carla.jid], "add")).rejects.toMatchObject({ data: 403 });
    expect(sandbox.world.groups.handle(id).members).toHaveLength(2);
    await ana.socket.groupMemberAddMode(id, "all_member_add");
    const [result] = await bruno.socket.groupParticipantsUpdate(id, [carla.jid], "add");
    expect(result).toMatchObject({ status: "200" });
  });

  it("are removed: they hear of it and see the group no more", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Encolhe", [bruno.jid, carla.jid]);
    await expect(bruno.socket.groupParticipantsUpdate(id, [carla.jid], "remove")).rejects.toMatchObject({ data: 403 });
    const { epoch } = sandbox.world.groups.handle(id).record;
    const results = await ana.socket.groupParticipantsUpdate(id, [carla.lid, ana.jid], "remove");
    expect(results.map(({ status }) => status)).toEqual(["200", "405"]);
    for (const client of [ana, bruno, carla]) {
      const change = await changeOf(client, id, "remove");
      expect(change).toMatchObject({ author: ana.lid });
      expect(change.participants).toEqual([expect.objectContaining({ id: carla.lid, phoneNumber: carla.jid })]);
    }
    await stubOf(carla, id, WAMessageStubType.GROUP_PARTICIPANT_REMOVE);
    await expect(carla.socket.groupMetadata(id)).rejects.toMatchObject({ data: 403 });
    expect(sandbox.world.groups.handle(id).record.epoch).toBe(epoch + 1);
    expect(await ana.socket.groupParticipantsUpdate(id, [carla.jid], "remove")).toMatchObject([{ status: "404" }]);
  });

  it("leave, which the others see as their own decision", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Porta aberta", [bruno.jid, carla.jid]);
    await carla.socket.groupLeave(id);
    for (const client of [ana, bruno, carla]) {
      const change = await changeOf(client, id, "remove");
      expect(change).toMatchObject({ author: carla.lid, participants: [expect.objectContaining({ id: carla.lid })] });
      await stubOf(client, id, WAMessageStubType.GROUP_PARTICIPANT_LEAVE);
    }
    expect((await bruno.socket.groupMetadata(id)).participants.map((each) => each.id)).toEqual([ana.lid, bruno.lid]);
  });

  it("become admins and plain members again", async () => {
    const { ana, bruno, carla } = circle;
    const { id } = await ana.socket.groupCreate("Cargos", [bruno.jid, carla.jid]);
    await expect(bruno.socket.groupParticipantsUpdate(id, [bruno.jid], "promote")).rejects.toMatchObject({ data: 403 });
    await ana.socket.groupParticipantsUpdate(id, [bruno.jid], "promote");
    const promoted = await changeOf(carla, id, "promote");
    expect(promoted).toMatchObject({ author: ana.lid, participants: [{ id: bruno.lid, admin: "admin" }] });
    await stubOf(carla, id, WAMessageStubType.GROUP_PARTICIPANT_PROMOTE);
    const roles = async () => (await carla.socket.groupMetadata(id)).participants.map(({ admin }) => admin);
    expect(await roles()).toEqual(["superadmin", "admin", null]);

    const [refused] = await bruno.socket.groupParticipantsUpdate(id, [ana.jid], "demote");
    expect(refused).toMatchObject({ status: "405" });
    await ana.socket.groupParticipantsUpdate(id, [bruno.jid], "demote");
    expect(await changeOf(carla, id, "demote")).toMatchObject({ participants: [{ id: bruno.lid, admin: null }] });
    expect(await roles()).toEqual(["superadmin", null, null]);
  });

  it("never stay without an admin, and the group ends with the last one", async () => {
    const { ana, bruno, carla, sandbox } = circle;
    const { id } = await ana.socket.groupCreate("Herança", [bruno.jid, carla.jid]);
    await ana.socket.groupLeave(id);
    expect(await changeOf(carla, id, "promote")).toMatchObject({ participants: [{ id: bruno.lid }] });
    await bruno.socket.groupLeave(id);
    await carla.socket.groupLeave(id);
    expect(sandbox.world.groups.get(id)).toBeUndefined();
    await expect(carla.socket.groupMetadata(id)).rejects.toMatchObject({ data: 404 });
  });
});

describe("somebody on the phone", () => {
  it("makes a group and changes its members like a client", async () => {
    const { ana, bruno, sandbox } = circle;
    const { groups } = sandbox.world;
    const person = circle.person(3);
    const group = groups.create(person, "Do celular", [ana.account]);
    expect(await heardOf(ana, group.jid)).toMatchObject({ subject: "Do celular", owner: lidJid(person) });
    groups.add(person, group.jid, [bruno.account]);
    expect(await heardOf(bruno, group.jid)).toMatchObject({ author: lidJid(person), authorPn: phoneJid(person) });
    await ana.socket.groupLeave(group.jid);
    const event = await group.waitFor("leave", { about: ana.account });
    expect(event.by).toBe(ana.account);
    expect(group.member(ana.jid)).toBeUndefined();
    expect(() => groups.setSubject(ana.account, group.jid, "Volta")).toThrow("forbidden");
  });
});
