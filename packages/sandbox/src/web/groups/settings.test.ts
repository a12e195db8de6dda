import { type proto, WAMessageStubType } from "@whiskeysockets/baileys";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { GREEN_JPEG } from "../media/testing/sample-pictures.ts";
import type { GroupChanges } from "./model.ts";
import { type Circle, startCircle, stubOf, updateOf } from "./testing.ts";

let circle: Circle;
beforeAll(async () => {
  circle = await startCircle();
}, 60_000);
afterAll(() => circle?.close());

/** A group of Ana's with Bruno and Carla in it. */
async function group(subject: string): Promise<string> {
  const { ana, bruno, carla } = circle;
  return (await ana.socket.groupCreate(subject, [bruno.jid, carla.jid])).id;
}

describe("what a group looks like", () => {
  it("changes its subject for everybody", async () => {
    const { ana, bruno, carla } = circle;
    const id = await group("Antes");
    await bruno.socket.groupUpdateSubject(id, "Depois 🥖");
    for (const client of [ana, bruno, carla]) {
      expect(await updateOf(client, id, "subject")).toMatchObject({ subject: "Depois 🥖", author: bruno.lid });
    }
    expect(await carla.socket.groupMetadata(id)).toMatchObject({
      subject: "Depois 🥖",
      subjectOwner: bruno.lid,
      subjectOwnerPn: bruno.jid,
    });
    await expect(bruno.socket.groupUpdateSubject(id, "x".repeat(101))).rejects.toMatchObject({ data: 406 });
    await bruno.socket.groupUpdateSubject(id, "🥖".repeat(100));
  });

  it("changes and loses its description", async () => {
    const { ana, bruno } = circle;
    const id = await group("Descrito");
    await ana.socket.groupUpdateDescription(id, "Pedidos até as 18h");
    expect(await updateOf(bruno, id, "desc")).toMatchObject({ desc: "Pedidos até as 18h", author: ana.lid });
    const described = await bruno.socket.groupMetadata(id);
    expect(described).toMatchObject({ desc: "Pedidos até as 18h", descOwner: ana.lid, descOwnerPn: ana.jid });
    expect(described.descId).toBeTruthy();
    expect(described.descTime).toBeCloseTo(Date.now() / 1000, -2);

    const after = bruno.events.length;
    await bruno.socket.groupUpdateDescription(id);
    await stubOf(bruno, id, WAMessageStubType.GROUP_CHANGE_DESCRIPTION, after);
    expect((await ana.socket.groupMetadata(id)).desc).toBeUndefined();
    await expect(ana.socket.groupUpdateDescription(id, "x".repeat(2049))).rejects.toMatchObject({ data: 406 });
  });

  it("keeps a description from being overwritten by who has not seen it", async () => {
    const { ana, bruno } = circle;
    const id = await group("Corrida");
    await ana.socket.groupUpdateDescription(id, "a de Ana");
    const overwrite = bruno.socket.query({
      tag: "iq",
      attrs: { type: "set", xmlns: "w:g2", to: id },
      content: [
        {
          tag: "description",
          attrs: { id: "B2", prev: "B1" },
          content: [{ tag: "body", attrs: {}, content: Buffer.from("a de Bruno") }],
        },
      ],
    });
    await expect(overwrite).rejects.toMatchObject({ data: 409 });
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ desc: "a de Ana" });
  });

  it("can be locked, so that only admins change it", async () => {
    const { ana, bruno } = circle;
    const id = await group("Trancado");
    await expect(bruno.socket.groupSettingUpdate(id, "locked")).rejects.toMatchObject({ data: 403 });
    await ana.socket.groupSettingUpdate(id, "locked");
    expect(await updateOf(bruno, id, "restrict")).toMatchObject({ restrict: true });
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ restrict: true });
    await expect(bruno.socket.groupUpdateSubject(id, "Meu")).rejects.toMatchObject({ data: 403 });
    await expect(bruno.socket.groupUpdateDescription(id, "Meu")).rejects.toMatchObject({ data: 403 });
    await expect(bruno.socket.groupToggleEphemeral(id, 86_400)).rejects.toMatchObject({ data: 403 });
    await ana.socket.groupUpdateSubject(id, "Da Ana");

    const after = bruno.events.length;
    await ana.socket.groupSettingUpdate(id, "unlocked");
    expect(await updateOf(bruno, id, "restrict", after)).toMatchObject({ restrict: false });
    await bruno.socket.groupUpdateSubject(id, "De todos");
  });
});

describe("the picture", () => {
  it("is changed by who may edit the group, and shown to its members", async () => {
    const { ana, bruno, sandbox } = circle;
    const id = await group("Com foto");
    const setPicture = (client: TestClient, target: string, jpeg?: Buffer): Promise<unknown> =>
      client.socket.query({
        tag: "iq",
        attrs: { type: "set", xmlns: "w:profile:picture", to: "@s.whatsapp.net", target },
        ...(jpeg && { content: [{ tag: "picture", attrs: { type: "image" }, content: jpeg }] }),
      });
    await setPicture(bruno, id, GREEN_JPEG);
    const { picture } = sandbox.world.groups.handle(id);
    expect(picture?.jpeg).toEqual(GREEN_JPEG);
    const shown = await stubOf(ana, id, WAMessageStubType.GROUP_CHANGE_ICON);
    expect(shown).toMatchObject({ messageStubParameters: [picture?.id] });
    expect(shown.key.participant).toBe(bruno.lid);

    await ana.socket.groupSettingUpdate(id, "locked");
    await expect(setPicture(bruno, id, GREEN_JPEG)).rejects.toMatchObject({ data: 403 });
    await expect(setPicture(ana, id, Buffer.from("no picture"))).rejects.toMatchObject({ data: 406 });
    await expect(setPicture(ana, "120363999999999999@g.us", GREEN_JPEG)).rejects.toMatchObject({ data: 404 });
    await setPicture(ana, id);
    expect(sandbox.world.groups.handle(id).picture).toBeNull();
  });
});

describe("what members may do", () => {
  it("reserves writing for admins", async () => {
    const { ana, bruno, sandbox } = circle;
    const { groups } = sandbox.world;
    const id = await group("Avisos");
    await expect(bruno.socket.groupSettingUpdate(id, "announcement")).rejects.toMatchObject({ data: 403 });
    await ana.socket.groupSettingUpdate(id, "announcement");
    expect(await updateOf(bruno, id, "announce")).toMatchObject({ announce: true, author: ana.lid });
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ announce: true });
    const { record } = groups.handle(id);
    expect([groups.canSend(ana.account, record), groups.canSend(bruno.account, record)]).toEqual([true, false]);

    const after = bruno.events.length;
    await ana.socket.groupSettingUpdate(id, "not_announcement");
    expect(await updateOf(bruno, id, "announce", after)).toMatchObject({ announce: false });
    expect(groups.canSend(bruno.account, record)).toBe(true);
    expect(groups.canSend(circle.person(9), record)).toBe(false);
  });

  it("says who may add members and whether admins approve", async () => {
    const { ana, bruno } = circle;
    const id = await group("Entrada");
    await ana.socket.groupMemberAddMode(id, "admin_add");
    expect(await updateOf(bruno, id, "memberAddMode")).toMatchObject({ memberAddMode: false });
    await ana.socket.groupJoinApprovalMode(id, "on");
    expect(await updateOf(bruno, id, "joinApprovalMode")).toMatchObject({ joinApprovalMode: true });
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ memberAddMode: false, joinApprovalMode: true });

    await ana.socket.groupMemberAddMode(id, "all_member_add");
    await ana.socket.groupJoinApprovalMode(id, "off");
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ memberAddMode: true, joinApprovalMode: false });
    await expect(bruno.socket.groupJoinApprovalMode(id, "on")).rejects.toMatchObject({ data: 403 });
    await expect(bruno.socket.groupMemberAddMode(id, "admin_add")).rejects.toMatchObject({ data: 403 });
  });

  it("gives messages a lifetime", async () => {
    const { ana, bruno } = circle;
    const id = await group("Some");
    const lifetime = (seconds: number, after = 0): Promise<proto.IWebMessageInfo> =>
      bruno.message(
        ({ key, message }) => key.remoteJid === id && message?.protocolMessage?.ephemeralExpiration === seconds,
        { after },
      );
    await ana.socket.groupToggleEphemeral(id, 604_800);
    await lifetime(604_800);
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({ ephemeralDuration: 604_800 });
    await expect(ana.socket.groupToggleEphemeral(id, 5)).rejects.toMatchObject({ data: 400 });
    await ana.socket.groupToggleEphemeral(id, 0);
    await lifetime(0);
    expect((await bruno.socket.groupMetadata(id)).ephemeralDuration).toBeUndefined();
  });
});

describe("somebody on the phone", () => {
  it("changes settings that clients hear of", async () => {
    const { ana, bruno, sandbox } = circle;
    const id = await group("Do celular");
    const { groups } = sandbox.world;
    groups.setSubject(ana.account, id, "Pelo celular");
    groups.change(ana.account, id, { announcement: true, locked: true });
    // Of several `groups.update` in one batch Baileys reports only the first; its system messages are all there.
    expect(await updateOf(bruno, id, "subject")).toMatchObject({ subject: "Pelo celular", author: ana.lid });
    expect(await stubOf(bruno, id, WAMessageStubType.GROUP_CHANGE_ANNOUNCE)).toMatchObject({
      messageStubParameters: ["on"],
    });
    expect(await stubOf(bruno, id, WAMessageStubType.GROUP_CHANGE_RESTRICT)).toMatchObject({
      messageStubParameters: ["on"],
    });
    expect(groups.handle(id).metadata()).toMatchObject({ announcement: true, locked: true });
    expect(() => groups.setDescription(bruno.account, id, "nein")).toThrow("forbidden");
    expect(() => groups.setEphemeral(ana.account, id, 7)).toThrow("bad-request");
  });

  it("makes several changes at once, or none of them", async () => {
    const { ana, bruno, sandbox } = circle;
    const id = await group("De uma vez");
    const { groups } = sandbox.world;
    const before = groups.handle(id).metadata();
    const refused: [typeof ana.account, GroupChanges, string][] = [
      [ana.account, { subject: "Metade", ephemeralSeconds: 7 }, "bad-request"],
      [ana.account, { subject: "Metade", picture: Buffer.from("no picture") }, "not-acceptable"],
      [ana.account, { locked: true, description: "x".repeat(2049) }, "not-acceptable"],
      [bruno.account, { subject: "Metade", locked: true }, "forbidden"],
    ];
    for (const [by, changes, error] of refused) expect(() => groups.change(by, id, changes)).toThrow(error);
    expect(groups.handle(id).metadata()).toEqual(before);

    const changes = { subject: "Tudo", description: "", picture: GREEN_JPEG, ephemeralSeconds: 86_400, locked: true };
    groups.change(ana.account, id, changes);
    expect(await stubOf(bruno, id, WAMessageStubType.GROUP_CHANGE_RESTRICT)).toBeDefined();
    expect(await bruno.socket.groupMetadata(id)).toMatchObject({
      subject: "Tudo",
      ephemeralDuration: 86_400,
      restrict: true,
    });
    expect(groups.handle(id).picture).not.toBeNull();
  });
});
