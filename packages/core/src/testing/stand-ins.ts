import type { Capabilities, EngineInstance, GroupInfo } from "../engine.ts";

/** What an engine was asked for: capability and function, and what it was given beside instance and signal. */
export type Asked = readonly [name: string, ...given: unknown[]];

/** All capabilities but sending; they record what they are asked and answer what a test may replace. */
export type StandIns = Omit<Capabilities, "messages">;

/** A group as the stand-ins know it. */
export const standInGroup: GroupInfo = {
  id: "120363025486748009@g.us",
  subject: "Team",
  subjectOwner: "5511999999999@s.whatsapp.net",
  subjectTime: 1_717_689_097,
  pictureUrl: null,
  size: 2,
  creation: 1_717_689_000,
  owner: "5511999999999@s.whatsapp.net",
  desc: "About work",
  descId: "3EB0A1",
  restrict: false,
  announce: false,
  participants: [
    { id: "5511999999999@s.whatsapp.net", lid: "100000000000001@lid", admin: "superadmin" },
    { id: "100000000000002@lid", lid: "100000000000002@lid", admin: null },
  ],
  isCommunity: false,
  isCommunityAnnounce: false,
  linkedParent: null,
  memberAddMode: false,
  joinApprovalMode: false,
  ephemeralDuration: 0,
};

const code = "DCqQ6ixLUvJ9Vq6mQpNqCi";
const privacy = {
  readreceipts: "all",
  profile: "contacts",
  status: "contacts",
  online: "all",
  last: "none",
  groupadd: "all",
};
const done = async (): Promise<void> => undefined;

/**
 * Makes stand-ins that write into `asked`. Every number exists, under the JID that was asked for. `reset` takes back what
 * a test has replaced.
 */
export function standIns(asked: Asked[]): { capabilities: StandIns; reset(): void } {
  const resets: (() => void)[] = [];
  const recorded = <T extends object>(name: string, capability: T): T => {
    const current = { ...capability };
    resets.push(() => void Object.assign(current, capability));
    return new Proxy(current, {
      get(target, property) {
        const answer: unknown = Reflect.get(target, property);
        if (typeof answer !== "function") return answer;
        return (instance: EngineInstance, ...given: unknown[]): unknown => {
          asked.push([`${name}.${String(property)}`, ...given.slice(0, -1)]);
          return Reflect.apply(answer, target, [instance, ...given]);
        };
      },
    });
  };
  const capabilities: StandIns = {
    presence: recorded("presence", { setPresence: done }),
    chatPresence: recorded("chatPresence", { sendChatPresence: done }),
    recipients: recorded<Capabilities["recipients"]>("recipients", {
      lookUp: async (_instance, queries) =>
        queries.map((query) => ({ query, exists: true, jid: query, lid: null, name: null })),
    }),
    chats: recorded<Capabilities["chats"]>("chats", {
      markRead: done,
      markPlayed: done,
      archive: done,
      markUnread: done,
      mute: done,
      pin: done,
      deleteForEveryone: async () => ({ messageId: "DELETION1", timestamp: 1_770_000_100 }),
      edit: async (_instance, _message, text) => ({
        messageId: "EDIT1",
        timestamp: 1_770_000_200,
        content: { conversation: text },
        engineData: Buffer.from(`edited: ${text}`),
      }),
      block: done,
      blocklist: async () => ["5511777777777@s.whatsapp.net"],
    }),
    media: recorded<Capabilities["media"]>("media", {
      fetchMedia: async () => ({
        mediaType: "imageMessage",
        fileName: "picture.jpg",
        size: { fileLength: "4", height: 1, width: 1 },
        mimetype: "image/jpeg",
        base64: "/9j/",
        buffer: null,
      }),
      openMedium: async () => ({ path: "/tmp/picture.jpg", bytes: 4, [Symbol.asyncDispose]: done }),
    }),
    groups: recorded<Capabilities["groups"]>("groups", {
      createGroup: async () => ({ group: standInGroup, outcomes: [] }),
      updateGroupSubject: done,
      updateGroupDescription: done,
      updateGroupPicture: done,
      groupInfo: async () => standInGroup,
      allGroups: async () => [standInGroup],
      inviteCode: async () => code,
      inviteInfo: async () => standInGroup,
      acceptInvite: async () => standInGroup.id,
      revokeInvite: async () => code,
      updateParticipants: async (_instance, _group, _action, jids) => jids.map((jid) => ({ jid, status: "200" })),
      updateGroupSetting: done,
      updateMemberAddMode: done,
      setEphemeral: done,
      leaveGroup: done,
      joinRequests: async () => [{ jid: "100000000000001@lid", requestedAt: 1_717_689_097 }],
      answerJoinRequests: async (_instance, _group, _action, jids) => jids.map((jid) => ({ jid, status: "409" })),
    }),
    profile: recorded<Capabilities["profile"]>("profile", {
      pictureUrl: async () => "https://pps.whatsapp.net/p.jpg",
      aboutOf: async () => "Available",
      businessProfile: async (_instance, wid) => ({
        wid,
        address: "Praça da Sé",
        description: "We sell pizza",
        website: ["https://example.com"],
        email: null,
        category: "Restaurant",
        businessHours: { timezone: "America/Sao_Paulo" },
      }),
      updateName: done,
      updateAbout: done,
      updatePicture: done,
      removePicture: done,
      privacySettings: async () => privacy,
      updatePrivacySettings: async (_instance, settings) => settings,
    }),
    catalogs: recorded<Capabilities["catalogs"]>("catalogs", {
      catalog: async () => ({
        items: [{ id: "1", name: "Pizza", price: 42_900, currency: "BRL" }],
        nextCursor: "next",
      }),
      collections: async () => [
        { id: "7", name: "Food", products: [{ id: "1", name: "Pizza", price: 1, currency: "BRL" }] },
      ],
    }),
    labels: recorded("labels", { setChatLabel: done }),
    calls: recorded("calls", { offerCall: async () => ({ id: "CALL1" }), rejectCall: done }),
  };
  return {
    capabilities,
    reset() {
      for (const reset of resets) reset();
    },
  };
}
