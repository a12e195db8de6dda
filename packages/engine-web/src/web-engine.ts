import type {
  Capabilities,
  Connections,
  Engine,
  Inbox,
  InstanceDirectory,
  InstanceProxy,
  MessageLookup,
  Sealing,
} from "@waxwing/core";
import type { Database } from "@waxwing/database";
import type { Media, MediaStore } from "@waxwing/media";
import type { Cidr, Outbound } from "@waxwing/outbound";
import { WA_CERT_DETAILS, type WAVersion } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import { createChatExpirations } from "./chat-expirations.ts";
import { defaultBackOff } from "./connection/back-off.ts";
import { createConnectSlots } from "./connection/connect-slots.ts";
import { defaultLiveness, type LivenessOptions } from "./connection/liveness.ts";
import type { DeviceName } from "./connection/socket-config.ts";
import { createTransport } from "./connection/transport.ts";
import { createWebConnections } from "./connection/web-connections.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { createInbound } from "./inbound/inbound.ts";
import { eraseSession, hasCredentials, openSessionKeys, silenceLibsignal } from "./keys/index.ts";
import { createCalls } from "./operations/calls/calls.ts";
import { createCatalogs } from "./operations/catalogs.ts";
import { createChats } from "./operations/chats/chats.ts";
import { createGroups } from "./operations/groups/groups.ts";
import { createLabels } from "./operations/labels.ts";
import { createMediaFetching } from "./operations/media/media-fetching.ts";
import { createPresence } from "./operations/presence.ts";
import { createProfile } from "./operations/profile/profile.ts";
import { createRecipients } from "./operations/recipients/recipients.ts";
import { createChatPresence } from "./outbound/chat-presence.ts";
import { createMessageSending } from "./outbound/message-sending.ts";
import { preparedInstance } from "./prepared-instance.ts";

/** What the engine is built with. */
export interface WebEngineOptions {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly inbox: Inbox;
  readonly messages: MessageLookup;
  readonly connections: Connections;
  readonly instances: Pick<InstanceDirectory, "all" | "byId">;
  readonly media: Media;
  /** Where media that were fetched stay; nowhere when absent. */
  readonly mediaStore?: MediaStore | undefined;
  /** Largest medium that is fetched, in bytes. */
  readonly maxMediaBytes: number;
  /** A folder of this process alone for files on their way. */
  readonly mediaDirectory: string;
  /** The guarded fetch. */
  readonly outbound: Pick<Outbound, "fetch">;
  /** Private networks in which a proxy may be. */
  readonly allowPrivate: readonly Cidr[];
  /** For instances without a proxy of their own. */
  readonly defaultProxy?: InstanceProxy | undefined;
  readonly log: Logger;
  /** WhatsApp's WebSocket; a server elsewhere stands for WhatsApp's media hosts as well. Default: WhatsApp. */
  readonly webSocketUrl?: string | undefined;
  /** Authorities to trust beside the public ones, PEM. */
  readonly caPem?: string | undefined;
  /** Key to trust for the handshake, 32 bytes; WhatsApp's when absent. Baileys knows one for the whole process. */
  readonly rootKey?: Buffer | undefined;
  readonly device: DeviceName;
  /** WhatsApp Web's version; Baileys' own when absent. */
  readonly version?: WAVersion | undefined;
  /** QR codes of one pairing. */
  readonly qrLimit: number;
  /** `#RRGGBB` */
  readonly qrColor: string;
  /** Level for what Baileys logs. Default `warn`. */
  readonly socketLogLevel?: string | undefined;
  /** Connections that are being made at a time. Default 20. */
  readonly connectConcurrency?: number | undefined;
  /** How long `connect` waits for the first QR code, in milliseconds. Default 15,000. */
  readonly pairingWaitMs?: number | undefined;
  readonly liveness?: LivenessOptions | undefined;
}

/** The WhatsApp Web engine: it can do everything. */
export type WebEngine = Engine &
  Capabilities & {
    readonly integration: "WHATSAPP-BAILEYS";
    /** Lets the sockets to media servers go, after `stop`. */
    close(): Promise<void>;
  };

const whatsApp = "wss://web.whatsapp.com/ws/chat";
/** From the socket until WhatsApp shows a QR code or lets it in. */
const establishMs = 60_000;
const drainMs = 10_000;
/** For a device that is not connected to be connected, so that it can be unlinked. */
const unlinkWaitMs = 10_000;
/** After being open for so long, a connection that falls is tried again at once or nearly so. */
const stableMs = 60_000;

/** Reaches WhatsApp as a linked device of an account, through Baileys. */
export function createWebEngine(options: WebEngineOptions): WebEngine {
  const { database, sealing, inbox, messages, media, outbound, log } = options;
  silenceLibsignal();
  if (options.rootKey !== undefined) WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(options.rootKey);
  const transport = createTransport({
    webSocketUrl: options.webSocketUrl ?? whatsApp,
    caPem: options.caPem,
    allowPrivate: options.allowPrivate,
    defaultProxy: options.defaultProxy,
  });
  const expirations = createChatExpirations(database);
  const connections = createWebConnections({
    environment: {
      ports: {
        openKeys: (keys) => openSessionKeys({ database, sealing, ...keys, readsAhead: () => true }),
        eraseSession: (instanceId) => eraseSession(database, instanceId),
        hasCredentials: (instanceId) => hasCredentials(database, instanceId),
        createInbound,
      },
      inbox: expirations.heeding(inbox),
      messages,
      transport,
      device: options.device,
      version: options.version,
      liveness: options.liveness ?? defaultLiveness,
      establishMs,
      drainMs,
    },
    connections: options.connections,
    instances: options.instances,
    slots: createConnectSlots(options.connectConcurrency ?? 20),
    backOff: defaultBackOff,
    stableMs,
    pairingWaitMs: options.pairingWaitMs ?? 15_000,
    unlinkWaitMs,
    qrLimit: options.qrLimit,
    qrColor: options.qrColor,
    socketLogLevel: options.socketLogLevel ?? "warn",
    random: Math.random,
    log,
  });
  const housekeeping = createHousekeeping({ database, sealing, store: options.mediaStore, log });
  const { sessions } = connections;

  return {
    integration: "WHATSAPP-BAILEYS",
    prepare: preparedInstance,
    connect: (instance, { number }, signal) => connections.connect(instance, number, signal),
    restart: (instance, signal) => connections.restart(instance, signal),
    logout: (instance) => connections.logout(instance),
    release: (instance) => connections.release(instance),
    deleted({ id }) {
      expirations.forget(id);
      housekeeping.removeFilesOf(id);
    },
    checkProxy: (proxy, signal) => transport.checkProxy(proxy, signal),
    reconfigured: (instance) => connections.reconfigured(instance),
    async start() {
      await housekeeping.start();
      connections.start();
    },
    async stop(graceMs) {
      await connections.stop(graceMs);
      await housekeeping.stop();
    },
    close: () => transport.close(),
    messages: createMessageSending({
      sessions,
      media,
      outbound,
      cachedGroupMetadata: connections.knownGroup,
      chatExpiration: expirations.of,
    }),
    chatPresence: createChatPresence({ sessions }),
    presence: createPresence({ sessions }),
    recipients: createRecipients({ sessions, database, log }),
    chats: createChats({ sessions }),
    media: createMediaFetching({
      sessions,
      database,
      transport,
      media,
      store: options.mediaStore,
      maxBytes: options.maxMediaBytes,
      directory: options.mediaDirectory,
      log,
    }),
    groups: createGroups({ sessions, media }),
    profile: createProfile({ sessions, media }),
    catalogs: createCatalogs({ sessions }),
    labels: createLabels({ sessions }),
    calls: createCalls({ sessions }),
  };
}
