// The functions for communities log their answers with Baileys' own logger, whatever the client was given.
import baileysLogger from "@whiskeysockets/baileys/lib/Utils/logger.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestClient } from "../../testing/baileys-client.ts";
import { type Circle, heardOf, startCircle } from "./testing.ts";

let circle: Circle;
beforeAll(async () => {
  baileysLogger.level = "silent";
  circle = await startCircle();
}, 60_000);
afterAll(() => circle?.close());

async function community(subject: string): Promise<string> {
  const made = await circle.ana.socket.communityCreate(subject, "Todos do bairro");
  if (!made) throw new Error("no community");
  return made.id;
}

async function linkedGroups(client: TestClient, id: string): Promise<string[]> {
  const { linkedGroups } = await client.socket.communityFetchLinkedGroups(id);
  return linkedGroups.map(({ subject }) => subject);
}

describe("a community", () => {
  it("is made with its announcements and a general chat", async () => {
    const { ana, sandbox } = circle;
    const id = await community("Bairro");
    const metadata = await ana.socket.communityMetadata(id);
    expect(metadata).toMatchObject({
      id,
      subject: "Bairro",
      desc: "Todos do bairro",
      isCommunity: true,
      owner: ana.lid,
    });
    expect(await linkedGroups(ana, id)).toEqual(["Bairro", "General"]);
    const [announcements] = sandbox.world.groups.communities.linked(sandbox.world.groups.handle(id).record);
    const seen = await ana.socket.groupMetadata(`${announcements?.id}@g.us`);
    expect(seen).toMatchObject({ isCommunityAnnounce: true, announce: true, linkedParent: id });
    expect(Object.keys(await ana.socket.communityFetchAllParticipating())).toContain(id);
  });

  it("changes like a group", async () => {
    const { ana } = circle;
    const id = await community("Muda");
    await ana.socket.communityUpdateSubject(id, "Mudou");
    await ana.socket.communityUpdateDescription(id, "Outra descrição");
    await ana.socket.communityJoinApprovalMode(id, "on");
    await ana.socket.communityMemberAddMode(id, "admin_add");
    await ana.socket.communitySettingUpdate(id, "locked");
    expect(await ana.socket.communityMetadata(id)).toMatchObject({
      subject: "Mudou",
      desc: "Outra descrição",
      joinApprovalMode: true,
      memberAddMode: false,
      restrict: true,
    });
  });

  it("has as members who is in its groups", async () => {
    const { ana, bruno, sandbox } = circle;
    const id = await community("Cresce");
    const made = await ana.socket.communityCreateGroup("Esportes", [bruno.jid], id);
    expect(await heardOf(bruno, made?.id ?? "")).toMatchObject({ subject: "Esportes", linkedParent: id });
    expect(await heardOf(bruno, id)).toMatchObject({ isCommunity: true });
    expect(await linkedGroups(bruno, made?.id ?? "")).toEqual(["Cresce", "General", "Esportes"]);
    expect(sandbox.world.groups.handle(id).member(bruno.jid)?.role).toBe("member");
  });

  it("takes in groups that exist and lets them go", async () => {
    const { ana, bruno, carla } = circle;
    const id = await community("Liga");
    const { id: group } = await ana.socket.groupCreate("Vizinhos", [bruno.jid]);
    await ana.socket.communityLinkGroup(group, id);
    expect(await linkedGroups(bruno, id)).toContain("Vizinhos");
    expect(await bruno.socket.groupMetadata(group)).toMatchObject({ linkedParent: id });
    await expect(carla.socket.communityFetchLinkedGroups(id)).rejects.toMatchObject({ data: 403 });
    await expect(bruno.socket.communityUnlinkGroup(group, id)).rejects.toMatchObject({ data: 403 });
    await ana.socket.communityUnlinkGroup(group, id);
    expect(await linkedGroups(ana, id)).not.toContain("Vizinhos");
    expect((await bruno.socket.groupMetadata(group)).linkedParent).toBeUndefined();
  });

  it("takes in none of the groups of a request that is refused", async () => {
    const { ana, bruno } = circle;
    const id = await community("Tudo ou nada");
    const { id: group } = await ana.socket.groupCreate("Quase", [bruno.jid]);
    const link = (type: string) => ({
      tag: "link",
      attrs: { link_type: type },
      content: [{ tag: "group", attrs: { jid: group } }],
    });
    const request = ana.socket.query({
      tag: "iq",
      attrs: { type: "set", xmlns: "w:g2", to: id },
      content: [{ tag: "links", attrs: {}, content: [link("sub_group"), link("nonsense")] }],
    });
    await expect(request).rejects.toMatchObject({ data: 400 });
    expect((await bruno.socket.groupMetadata(group)).linkedParent).toBeUndefined();
  });

  it("is joined by link, and left with all of its groups", async () => {
    const { ana, carla, sandbox } = circle;
    const { groups } = sandbox.world;
    const id = await community("Entra e sai");
    const code = (await ana.socket.communityInviteCode(id)) ?? "";
    expect(await carla.socket.communityGetInviteInfo(code)).toMatchObject({ id, subject: "Entra e sai" });
    expect(await carla.socket.communityAcceptInvite(code)).toBe(id);
    const made = await ana.socket.communityCreateGroup("Livros", [carla.jid], id);
    const isIn = (): string[] =>
      groups
        .groupsOf(carla.account)
        .flatMap((group) => (group.id === id.split("@")[0] || group.community ? [group.subject] : []));
    expect(isIn()).toEqual(expect.arrayContaining(["Entra e sai", "Livros"]));
    await carla.socket.communityLeave(id);
    expect(groups.handle(id).member(carla.jid)).toBeUndefined();
    expect(groups.handle(made?.id ?? "").member(carla.jid)).toBeUndefined();
  });

  it("loses members together with its groups", async () => {
    const { ana, carla, sandbox } = circle;
    const id = await community("Remove");
    const made = await ana.socket.communityCreateGroup("Dança", [carla.jid], id);
    const results = await ana.socket.communityParticipantsUpdate(id, [carla.jid], "remove");
    expect(results).toMatchObject([{ status: "200" }]);
    expect(sandbox.world.groups.handle(made?.id ?? "").member(carla.jid)).toBeUndefined();
    await expect(carla.socket.groupMetadata(id)).rejects.toMatchObject({ data: 403 });
  });

  it("makes its admins admins of the announcements", async () => {
    const { ana, bruno, sandbox } = circle;
    const id = await community("Chefia");
    await ana.socket.communityCreateGroup("Obras", [bruno.jid], id);
    await ana.socket.communityParticipantsUpdate(id, [bruno.jid], "promote");
    const { groups } = sandbox.world;
    const [announcements] = groups.communities.linked(groups.handle(id).record);
    if (announcements === undefined) throw new Error("no announcements");
    expect(groups.canSend(bruno.account, announcements)).toBe(true);
    expect(groups.canSend(bruno.account, groups.handle(id).record)).toBe(false);
  });
});
