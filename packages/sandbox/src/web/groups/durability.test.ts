import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WAMessageStubType } from "@whiskeysockets/baileys";
import { afterEach, describe, expect, it } from "vitest";
import { pairedClients, type TestClient } from "../../testing/baileys-client.ts";
import { startTestSandbox } from "../../testing/start.ts";
import { offlineWorld } from "../app-state/testing/offline-world.ts";
import { childOf } from "../stanza.ts";
import { heardOf } from "./testing.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

describe("a member who was away", () => {
  it("hears of all that happened, in order, and only once", async () => {
    const sandbox = await startTestSandbox();
    cleanUp.push(() => sandbox.close());
    const [ana, bruno] = (await pairedClients(sandbox, 2)) as [TestClient, TestClient];
    cleanUp.push(
      () => ana.close(),
      () => bruno.close(),
    );
    const { id } = await ana.socket.groupCreate("Fofoca", [bruno.jid]);
    await heardOf(bruno, id);
    bruno.socket.end(undefined);
    await bruno.closed();

    await ana.socket.groupUpdateSubject(id, "Fofocas");
    await ana.socket.groupParticipantsUpdate(id, [bruno.jid], "promote");
    await ana.socket.groupParticipantsUpdate(id, [bruno.jid], "remove");
    const made = await ana.socket.groupCreate("Outra", [bruno.jid]);
    const after = bruno.events.length;
    await bruno.reconnect();
    await heardOf(bruno, made.id);
    const stubs = (): unknown[] =>
      bruno.events
        .slice(after)
        .flatMap(({ name, data }) =>
          name === "messages.upsert" && "messages" in data
            ? data.messages.filter(({ key }) => key.remoteJid === id).map(({ messageStubType }) => messageStubType)
            : [],
        );
    const expected = [
      WAMessageStubType.GROUP_CHANGE_SUBJECT,
      WAMessageStubType.GROUP_PARTICIPANT_PROMOTE,
      WAMessageStubType.GROUP_PARTICIPANT_REMOVE,
    ];
    await bruno.until(() => stubs().length === expected.length);
    expect(stubs()).toEqual(expected);
    await bruno.until(() => sandbox.world.hub.waiting(bruno.address).length === 0, { what: "acks" });
    await bruno.reconnect();
    expect(stubs()).toEqual(expected);
  }, 60_000);
});

describe("notifications", () => {
  it("never come before the answer to who caused them", async () => {
    const sandbox = await startTestSandbox();
    cleanUp.push(() => sandbox.close());
    const [ana] = (await pairedClients(sandbox, 1)) as [TestClient];
    cleanUp.push(() => ana.close());
    const { transcript } = sandbox.world;
    const { id } = await ana.socket.groupCreate("Ordem", []);
    await ana.socket.groupUpdateSubject(id, "Ordem!");
    const told = await transcript.waitForStanza({
      direction: "out",
      tag: "notification",
      accepts: (stanza) => childOf(stanza)?.tag === "subject",
    });
    const asked = transcript
      .stanzas({ direction: "in", tag: "iq", attrs: { xmlns: "w:g2" } })
      .find(({ stanza }) => childOf(stanza)?.tag === "subject");
    const answer = transcript.stanzas({ direction: "out", tag: "iq", attrs: { id: asked?.stanza.attrs["id"] ?? "" } });
    expect(answer.map(({ number }) => number < told.number)).toEqual([true]);
    expect(told.stanza.attrs).toMatchObject({ from: id, participant: ana.lid, participant_pn: ana.jid });
  }, 60_000);
});

describe("under a seed", () => {
  it("the groups that somebody makes are the same, whatever others make before", () => {
    const made = [false, true].map((isOtherFirst) => {
      const world = offlineWorld();
      const [ana, bruno] = [world.directory.account("5511900000001"), world.directory.account("5511900000002")];
      if (isOtherFirst) world.groups.create(bruno, "Outro", []);
      const { jid, inviteCode } = world.groups.create(ana, "Mesmo", []);
      return { jid, inviteCode };
    });
    expect(made[0]).toEqual(made[1]);
  });
});

describe("groups on a data directory", () => {
  it("outlive the sandbox", async () => {
    const data = await mkdtemp(join(tmpdir(), "waxwing-groups-"));
    cleanUp.push(() => rm(data, { recursive: true }));
    const first = await startTestSandbox({ data });
    const ana = first.world.directory.account("5511900000001", { name: "Ana" });
    const bruno = first.world.directory.account("5511900000002");
    const group = first.world.groups.create(ana, "Eterno", [bruno], { description: "Para sempre", locked: true });
    const revoked = group.inviteCode;
    const code = first.world.groups.revokeInviteCode(ana, group.jid);
    const { members: _, ...before } = group.metadata();
    await first.close();

    const second = await startTestSandbox({ data });
    cleanUp.push(() => second.close());
    const { groups, directory } = second.world;
    const again = groups.handle(group.jid);
    expect(again.metadata()).toMatchObject(before);
    expect(again.members.map(({ phone, role }) => `${phone} ${role}`)).toEqual([
      "5511900000001 superadmin",
      "5511900000002 member",
    ]);
    const carla = directory.account("5511900000003");
    expect(() => groups.join(carla, revoked)).toThrow("gone");
    expect(groups.join(carla, code)).toBe("joined");
    expect(groups.groupsOf(carla).map(({ subject }) => subject)).toEqual(["Eterno"]);
    expect(groups.create(carla, "Novo", []).jid).not.toBe(group.jid);
  });
});
