import { WaxwingError } from "@waxwing/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import { maria, type OperationsFixture, startOperations } from "../../testing/operations-fixture.ts";
import { standInGroup } from "../../testing/stand-ins.ts";

const bia = "5511888888888@s.whatsapp.net";
const groupJid = standInGroup.id;
let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
});
afterAll(() => fixture.close());

const call = (name: string, input: object = {}): Promise<unknown> =>
  fixture.call(`group.${name}` as "group.leaveGroup", { instanceName: instance.name, groupJid, ...input } as never);
const askedOfGroups = () => fixture.asked.filter(([name]) => name.startsWith("groups."));

const { participants: _, ...groupAlone } = standInGroup;

test("members have the names and pictures that are stored, by either address", async () => {
  await receive(fixture, instance.id, {
    contacts: [
      { remoteJid: maria, pushName: "Maria", profilePicUrl: "https://pps.whatsapp.net/m.jpg" },
      { remoteJid: "100000000000002@lid", savedName: "Bia" },
    ],
  });
  const members = [
    {
      id: maria,
      lid: "100000000000001@lid",
      admin: "superadmin",
      name: "Maria",
      imgUrl: "https://pps.whatsapp.net/m.jpg",
    },
    { id: "100000000000002@lid", lid: "100000000000002@lid", admin: null, name: "Bia", imgUrl: null },
  ];
  expect(await call("participants")).toEqual({ participants: members });
  expect(await call("findGroupInfos")).toEqual({ ...groupAlone, participants: members });
  expect(await call("fetchAllGroups", { getParticipants: true })).toEqual([{ ...groupAlone, participants: members }]);
  expect(await call("fetchAllGroups")).toEqual([groupAlone]);
});

test("a group's JID may lack its server", async () => {
  await call("leaveGroup", { groupJid: groupJid.replace("@g.us", "") });
  expect(fixture.asked).toEqual([["groups.leaveGroup", groupJid]]);
});

test("accounts are looked up together, each is named once, and what became of them is answered", async () => {
  const participants = ["5511999999999", maria, bia];
  expect(await call("create", { subject: "Team", participants, description: "About work" })).toMatchObject({
    id: groupJid,
    participants: [{ id: maria }, { id: "100000000000002@lid" }],
  });
  expect(fixture.asked).toEqual([
    ["recipients.lookUp", [maria, maria, bia]],
    [
      "groups.createGroup",
      { subject: "Team", description: "About work", participants: [maria, bia], promoteParticipants: false },
    ],
  ]);
  expect(await call("updateParticipant", { action: "add", participants: [bia] })).toEqual({
    updateParticipants: [{ status: "200", jid: bia }],
  });
  expect(await call("updateJoinRequest", { action: "approve", participants: [bia] })).toEqual({
    updateParticipants: [{ status: "409", jid: bia }],
  });
  expect(askedOfGroups().slice(1)).toEqual([
    ["groups.updateParticipants", groupJid, "add", [bia]],
    ["groups.answerJoinRequests", groupJid, "approve", [bia]],
  ]);
});

test("one account that is not on WhatsApp lets nothing happen", async () => {
  const { recipients } = fixture.standIns;
  recipients.lookUp = async (_instance, queries) =>
    queries.map((query) => ({ query, exists: query !== bia, jid: query, lid: null, name: null }));
  for (const [name, input] of [
    ["create", { subject: "Team" }],
    ["updateParticipant", { action: "add" }],
    ["updateJoinRequest", { action: "reject" }],
  ] as const) {
    const refused = await call(name, { ...input, participants: [maria, "5511888888888"] }).catch(
      (error: unknown) => error,
    );
    expect(refused, name).toMatchObject({
      code: "NUMBER_NOT_ON_WHATSAPP",
      details: { jid: bia, exists: false, number: "5511888888888" },
    });
  }
  expect(await errorCode(call("sendInvite", { numbers: [maria, bia] }))).toBe("NUMBER_NOT_ON_WHATSAPP");
  expect(askedOfGroups().map(([name]) => name)).toEqual(["groups.groupInfo", "groups.inviteCode"]);
  expect(fixture.sentMessages).toEqual([]);
});

const changes: [string, object, unknown, unknown[]][] = [
  ["updateGroupSubject", { subject: "New" }, { update: "success" }, ["updateGroupSubject", "New"]],
  ["updateGroupDescription", { description: "" }, { update: "success" }, ["updateGroupDescription", ""]],
  [
    "updateGroupPicture",
    { image: "https://a.example/p.jpg" },
    { update: "success" },
    ["updateGroupPicture", "https://a.example/p.jpg"],
  ],
  ["updateSetting", { action: "locked" }, { update: "success", action: "locked" }, ["updateGroupSetting", "locked"]],
  [
    "updateMemberAddMode",
    { mode: "admin_add" },
    { update: "success", mode: "admin_add" },
    ["updateMemberAddMode", "admin_add"],
  ],
  ["toggleEphemeral", { expiration: 604_800 }, { success: true }, ["setEphemeral", 604_800]],
  ["leaveGroup", {}, { groupJid, leave: true }, ["leaveGroup"]],
];

describe.each(changes)("%s", (name, input, answer, [method, ...given]) => {
  test("asks WhatsApp and answers what was done", async () => {
    expect(await call(name, input)).toEqual(answer);
    expect(fixture.asked).toEqual([[`groups.${String(method)}`, groupJid, ...given]]);
  });

  test.each(["GROUP_NOT_FOUND", "GROUP_ACCESS_DENIED", "WHATSAPP_REJECTED"] as const)("answers %s", async (code) => {
    const groups = fixture.standIns.groups as unknown as Record<string, unknown>;
    groups[String(method)] = () => Promise.reject(new WaxwingError(code));
    expect(await errorCode(call(name, input))).toBe(code);
  });
});

describe("invitations", () => {
  const code = "DCqQ6ixLUvJ9Vq6mQpNqCi";
  const inviteUrl = `https://chat.whatsapp.com/${code}`;

  test("codes are answered with their link, and links are taken for codes", async () => {
    expect(await call("inviteCode")).toEqual({ inviteUrl, inviteCode: code });
    expect(await call("revokeInviteCode")).toEqual({ revoked: true, inviteCode: code });
    expect(await call("inviteInfo", { inviteCode: inviteUrl })).toMatchObject({ id: groupJid, inviteCode: code });
    expect(await call("acceptInviteCode", { inviteCode: code })).toEqual({ accepted: true, groupJid });
    expect(askedOfGroups().slice(2)).toEqual([
      ["groups.inviteInfo", code],
      ["groups.acceptInvite", code],
    ]);
  });

  test("the link is sent as a text to each number, once", async () => {
    const numbers = ["5511999999999", bia, maria];
    expect(await call("sendInvite", { description: "Join us", numbers })).toEqual({ send: true, inviteUrl });
    expect(fixture.sentMessages.map(({ remoteJid, content }) => [remoteJid, content])).toEqual(
      [maria, bia].map((jid) => [jid, { kind: "text", text: `Team\n\nJoin us\n\n${inviteUrl}`, linkPreview: true }]),
    );
    expect(await fixture.eventsOfType(instance.id, "SEND_MESSAGE")).toHaveLength(2);
  });

  test("under a key it is sent once; a call that failed in the middle repeats the same messages", async () => {
    const input = { description: "Join us", numbers: [maria, bia], idempotencyKey: "invite" };
    const { messages } = fixture.engine;
    const { deliver } = messages;
    messages.deliver = (target, message, signal) =>
      message.remoteJid === bia
        ? Promise.reject(new WaxwingError("WHATSAPP_RATE_LIMITED"))
        : deliver(target, message, signal);
    expect(await errorCode(call("sendInvite", input))).toBe("WHATSAPP_RATE_LIMITED");
    messages.deliver = deliver;
    expect(await call("sendInvite", input)).toEqual({ send: true, inviteUrl });
    expect(await call("sendInvite", input)).toEqual({ send: true, inviteUrl });
    const [first, repeated, second] = fixture.sentMessages;
    expect(fixture.sentMessages).toHaveLength(3);
    expect(first).toMatchObject({ remoteJid: maria, messageId: repeated?.messageId });
    expect(second).toMatchObject({ remoteJid: bia });
    expect(second?.messageId).not.toBe(first?.messageId);
    expect(await fixture.eventsOfType(instance.id, "SEND_MESSAGE")).toHaveLength(2);
    expect(await errorCode(call("sendInvite", { ...input, numbers: [maria] }))).toBe("IDEMPOTENCY_KEY_REUSED");
  });
});

test("who asks to join is shown by phone where it is known", async () => {
  const lid = "100000000000001@lid";
  const requestedAt = 1_717_689_097;
  expect(await call("fetchJoinRequests")).toEqual({ requests: [{ jid: lid, lid: null, requestedAt }] });
  await receive(fixture, instance.id, { identities: [{ phoneJid: maria, lid }] });
  expect(await call("fetchJoinRequests")).toEqual({ requests: [{ jid: maria, lid, requestedAt }] });
});
