import { expect, test } from "vitest";
import { calls } from "./calls.ts";
import { chat } from "./chat.ts";
import { group } from "./group.ts";
import { type OperationId, operationEntries, operationEntry } from "./index.ts";
import { profile } from "./profile.ts";
import { proxy } from "./proxy.ts";

/** What clients of other servers call, by the operation that answers. */
const documented: Record<string, OperationId> = {
  "POST /instance/restart": "instance.restart",
  "POST /chat/whatsappNumbers": "chat.checkIsWhatsApp",
  "POST /chat/getBase64FromMediaMessage": "chat.getBase64",
  "POST /chat/archive": "chat.archiveChat",
  "PUT /chat/updateMessage": "chat.updateMessage",
  "POST /chat/fetchProfile": "profile.fetchProfile",
  "POST /chat/updateProfileName": "profile.updateProfileName",
  "POST /chat/updateProfileStatus": "profile.updateProfileStatus",
  "POST /chat/updateProfilePicture": "profile.updateProfilePicture",
  "DELETE /chat/removeProfilePicture": "profile.removeProfilePicture",
  "GET /chat/fetchPrivacySettings": "profile.fetchPrivacySettings",
  "POST /chat/updatePrivacySettings": "profile.updatePrivacySettings",
  "PUT /chat/updatePrivacySettings": "profile.updatePrivacySettings",
  "GET /group/fetchInviteCode": "group.inviteCode",
  "POST /group/sendGroupInvite": "group.sendInvite",
  "GET /group/findGroupMembers": "group.participants",
  "POST /group/updateGroupMembers": "group.updateParticipant",
  "POST /group/updateGroupSetting": "group.updateSetting",
  "POST /group/acceptInviteCode": "group.acceptInviteCode",
  "POST /group/leaveGroup": "group.leaveGroup",
};

test.each(Object.entries(documented))("%s is %s", (route, id) => {
  const aliases = operationEntry(id)?.operation.aliases ?? [];
  expect(aliases.map(({ method, path }) => `${method} ${path}`)).toContain(`${route}/:instanceName`);
});

/** Other names of fields, at the operation's own path. */
const renamed: [OperationId, Record<string, string>][] = [
  [
    "chat.deleteMessageForEveryone",
    { id: "key.id", remoteJid: "key.remoteJid", fromMe: "key.fromMe", participant: "key.participant" },
  ],
  ["chat.deleteMessageForEveryone", { messageId: "key.id", number: "key.remoteJid", owner: "key.fromMe" }],
  ["chat.findStatusMessage", { "where.keyId": "where.id" }],
  ["group.updateGroupPicture", { url: "image" }],
  ["group.toggleEphemeral", { duration: "expiration" }],
  ["webhook.set", { url: "webhook.url", "webhook.byEvents": "webhook.webhookByEvents" }],
];

test.each(renamed)("%s knows %o", (id, fields) => {
  const operation = operationEntry(id)?.operation;
  const own = operation?.aliases.filter(
    ({ method, path }) => method === operation.rest.method && path === operation.rest.path,
  );
  expect(Object.assign({}, ...(own ?? []).map((alias) => alias.fields))).toMatchObject(fields);
});

test("queries are what only reads, by name", () => {
  const reads = /^(find|fetch)|^(connectionState|checkIsWhatsApp|inviteCode|inviteInfo|participants|getBase64)$/;
  for (const { id, name, operation } of operationEntries)
    expect(operation.kind, id).toBe(reads.test(name) ? "query" : "mutation");
});

test("answers have the status that existing clients compare with", () => {
  const created = operationEntries.filter(({ operation }) => operation.rest.status === 201).map(({ id }) => id);
  for (const { id, group: prefix, name } of operationEntries) {
    if (prefix === "message" || name === "set") expect(created).toContain(id);
    if (prefix === "profile") expect(created.includes(id), id).toBe(name === "updatePrivacySettings");
  }
  expect(chat.deleteMessageForEveryone.rest.status).toBe(201);
  expect(chat.getBase64.rest.status).toBe(201);
  expect(chat.updateMessage.rest.status).toBe(200);
  expect(group.leaveGroup.rest.status).toBe(200);
  expect(calls.offer.rest.status).toBe(201);
});

test("a group is named with or without @g.us, and by nothing else", () => {
  const jid = (groupJid: string) => group.leaveGroup.input.safeParse({ instanceName: "a", groupJid });
  for (const name of ["120363025486748009", "5511999999999-1500000000", "120363025486748009@g.us"])
    expect(jid(name).data?.groupJid, name).toBe(name.endsWith("@g.us") ? name : `${name}@g.us`);
  for (const bad of ["", "team", "5511999999999@s.whatsapp.net", "1@g.us@g.us"])
    expect(jid(bad).success, bad).toBe(false);
});

test("an invite code is taken out of its link", () => {
  const parse = (inviteCode: string) =>
    group.inviteInfo.input.safeParse({ instanceName: "a", inviteCode }).data?.inviteCode;
  const code = "DCqQ6ixLUvJ9Vq6mQpNqCi";
  for (const written of [
    code,
    ` ${code} `,
    `https://chat.whatsapp.com/${code}`,
    `chat.whatsapp.com/invite/${code}?mode=x`,
  ])
    expect(parse(written), written).toBe(code);
  for (const bad of ["", "short", "https://example.com/DCqQ6ixLUvJ9Vq6mQpNqCi"])
    expect(parse(bad), bad).toBeUndefined();
});

test("messages vanish after the times that WhatsApp knows, and no others", () => {
  const valid = (expiration: number) =>
    group.toggleEphemeral.input.safeParse({ instanceName: "a", groupJid: "120363025486748009", expiration }).success;
  expect([0, 86_400, 604_800, 7_776_000].map(valid)).toEqual([true, true, true, true]);
  expect([1, -1, 3600].map(valid)).toEqual([false, false, false]);
});

test("a chat is archived by its name or its last message, and by neither not", () => {
  const archive = (more: object) =>
    chat.archiveChat.input.safeParse({ instanceName: "a", archive: true, ...more }).success;
  const key = { id: "1", remoteJid: "5511999999999@s.whatsapp.net", fromMe: false };
  expect([{ chat: "5511999999999" }, { lastMessage: { key } }, {}].map(archive)).toEqual([true, true, false]);
});

test("what clients may leave out has the documented value", () => {
  const key = { remoteJid: "5511999999999@s.whatsapp.net", id: "1" };
  expect(chat.markMessageAsRead.input.parse({ instanceName: "a", readMessages: [key] }).readMessages[0]?.fromMe).toBe(
    false,
  );
  expect(chat.deleteMessageForEveryone.input.parse({ instanceName: "a", key }).key.fromMe).toBe(true);
  expect(chat.muteChat.input.parse({ instanceName: "a", chat: "1" }).muteUntil).toBeNull();
  expect(group.fetchAllGroups.input.parse({ instanceName: "a" }).getParticipants).toBe(false);
});

test("privacy settings change alone or together", () => {
  const change = (settings: object) =>
    profile.updatePrivacySettings.input.safeParse({ instanceName: "a", ...settings }).success;
  expect(change({ last: "none" })).toBe(true);
  expect(change({})).toBe(false);
  expect(change({ online: "contacts" })).toBe(false);
});

test("an enabled proxy has host, port and protocol; its password is never answered", () => {
  const set = (fields: object) => proxy.set.input.safeParse({ instanceName: "a", ...fields }).success;
  const whole = { enabled: true, host: "proxy.example.com", port: "3128", protocol: "socks5" };
  expect(set(whole)).toBe(true);
  expect(set({ enabled: false, host: "", port: "" })).toBe(true);
  for (const lacking of [
    { host: "" },
    { port: undefined },
    { protocol: undefined },
    { port: "0" },
    { port: "65536" },
    { host: "a b" },
  ])
    expect(set({ ...whole, ...lacking }), JSON.stringify(lacking)).toBe(false);
  const stored = { ...whole, username: null, hasPassword: true, password: "secret" };
  expect(JSON.stringify(proxy.find.output.parse(stored))).not.toContain("secret");
});
