import { release } from "node:os";
import type { EngineInstance, MessageLookup } from "@waxwing/core";
import {
  type GroupMetadata,
  isJidGroup,
  proto,
  type UserFacingSocketConfig,
  type WAMessageKey,
  type WAVersion,
} from "@whiskeysockets/baileys";
import type { ILogger } from "@whiskeysockets/baileys/lib/Utils/logger.js";
import type { SessionKeys } from "../session.ts";
import type { InstanceCaches } from "./instance-caches.ts";
import type { SocketTransport } from "./transport.ts";

/** How an instance shows itself among the linked devices of a phone. */
export interface DeviceName {
  /** `Waxwing` */
  readonly client: string;
  /** `Chrome` */
  readonly browser: string;
}

export interface SocketConfigOptions {
  readonly instance: EngineInstance;
  readonly keys: SessionKeys;
  readonly transport: SocketTransport;
  readonly caches: InstanceCaches;
  readonly messages: MessageLookup;
  readonly device: DeviceName;
  /** WhatsApp Web's version; Baileys' own when absent. */
  readonly version: WAVersion | undefined;
  /** How long each QR code is shown; WhatsApp's own times when absent. */
  readonly qrMs: number | undefined;
  readonly isPairingByCode: boolean;
  readonly log: ILogger;
  fetchGroup(groupJid: string): Promise<GroupMetadata>;
}

/**
 * WhatsApp takes a pairing code only from a client that names itself as one of its own would:
 * `companion_platform_display` is `Chrome (Mac OS)`.
 */
const pairingCodeBrowser: [string, string, string] = ["Mac OS", "Chrome", "14.4.1"];

/** The configuration of one socket. */
export function socketConfig(options: SocketConfigOptions): UserFacingSocketConfig {
  const { instance, keys, caches, messages, device } = options;
  const { alwaysOnline, syncFullHistory } = instance.settings;
  return {
    ...options.transport,
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.qrMs === undefined ? {} : { qrTimeout: options.qrMs }),
    auth: keys.auth,
    // A commit that failed is not tried again: the connection ends with it.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
    makeSignalRepository: keys.makeSignalRepository,
    // Opening and establishing have limits of their own, and a socket that writes nothing any more is noticed as deaf; with
    // a limit for each write Baileys takes two stack traces a stanza.
    connectTimeoutMs: 0,
    logger: options.log,
    browser: options.isPairingByCode ? pairingCodeBrowser : [device.client, device.browser, release()],
    markOnlineOnConnect: alwaysOnline,
    syncFullHistory,
    shouldSyncHistoryMessage: ({ syncType }) => syncFullHistory || syncType !== proto.HistorySync.HistorySyncType.FULL,
    emitOwnEvents: true,
    generateHighQualityLinkPreview: false,
    userDevicesCache: caches.userDevices,
    msgRetryCounterCache: caches.retryCounters,
    callOfferCache: caches.callOffers,
    placeholderResendCache: caches.placeholderResends,
    getMessage: (key) => storedMessage(messages, instance.id, key),
    cachedGroupMetadata: async (jid) =>
      isJidGroup(jid) ? caches.groups.get(jid, () => options.fetchGroup(jid)) : undefined,
  };
}

/** The message that a device could not read and asks for again, as it was sent. */
async function storedMessage(
  messages: MessageLookup,
  instanceId: string,
  { id, remoteJid }: WAMessageKey,
): Promise<proto.IMessage | undefined> {
  if (typeof id !== "string") return undefined;
  const found = await messages.byKeyId(instanceId, id, remoteJid ?? undefined);
  if (found?.engineData === undefined || found.engineData === null) return undefined;
  return proto.WebMessageInfo.decode(found.engineData).message ?? undefined;
}
