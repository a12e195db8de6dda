import type { WhatsAppAccount } from "./account.ts";
import type { ClientOptions } from "./client-options.ts";
import type { Clock } from "./clock.ts";
import type { Contact, NewContact } from "./contact/contact.ts";
import type { GraphServer } from "./graph/graph-server.ts";
import type { LinkedDevice } from "./linked-device.ts";
import type { Faults } from "./web/faults.ts";
import type { GroupHandle } from "./web/groups/handle.ts";
import type { GroupOptions } from "./web/groups/model.ts";
import type { PendingPairing } from "./web/pairing/pairing.ts";
import type { Transcript } from "./web/transcript.ts";
import type { World } from "./web/world.ts";

/** How a phone is named for a pairing. */
export interface PairingOptions {
  /** Number of the phone; without one, the number in the client's push name. */
  readonly number?: string | undefined;
  /** Name of the account. */
  readonly name?: string | undefined;
}

/** Who makes a group, and with whom; by phone numbers. */
export interface NewGroup extends GroupOptions {
  readonly by: string;
  readonly members: readonly string[];
}

/** A running sandbox: WhatsApp in a box. */
export interface Sandbox {
  /** `http://host:port`: Graph, media and the admin API; what a Cloud API client uses for `https://graph.facebook.com`. */
  readonly url: string;
  /** The same over TLS, on the same port. */
  readonly httpsUrl: string;
  /** `ws://host:port/ws/chat`: what a WhatsApp Web client uses for `wss://web.whatsapp.com/ws/chat`. */
  readonly webSocketUrl: string;
  readonly secureWebSocketUrl: string;
  readonly host: string;
  readonly port: number;
  /** Certificate of the authority to trust for TLS. */
  readonly caPem: string;
  /** File that has it, if one was asked for. */
  readonly caFile: string | null;
  /** Key to trust for the Noise handshake (32 bytes in base64): `WA_CERT_DETAILS.PUBLIC_KEY` in Baileys. */
  readonly rootKey: string;
  readonly seed: string | null;
  /** Directory of the state; null when it is in memory only. */
  readonly data: string | null;
  /** The Graph side on its own. */
  readonly graph: GraphServer;

  /** WhatsApp users, contacts included. */
  readonly accounts: readonly WhatsAppAccount[];
  /** The user with this number, made when there is none; a given name changes one that is there. */
  account(phone: string, options?: { readonly name?: string | undefined }): WhatsAppAccount;
  findAccount(phone: string): WhatsAppAccount | undefined;

  /** Clients that show a QR code or a pairing code now. */
  readonly pending: readonly PendingPairing[];
  /** Resolves when a client waits to be linked. Rejects after `timeoutMs` (5,000). */
  waitForPairing(options?: { readonly timeoutMs?: number }): Promise<PendingPairing>;
  /** Scans the QR code that a client shows. Resolves when it is linked and told to connect again; rejects with PairingError. */
  scanQr(qrText: string, options?: PairingOptions): Promise<LinkedDevice>;
  /** Types the pairing code that a client shows. Resolves and rejects as {@link scanQr}. */
  enterPairingCode(code: string, options?: PairingOptions): Promise<LinkedDevice>;

  /** Contacts that were asked for, oldest first. */
  readonly contacts: readonly Contact[];
  /** The person with this number, on WhatsApp and by the Cloud API; made when there is none. */
  contact(phone: string, options?: NewContact): Promise<Contact>;
  /** The person with this number if there is one, also one whom only a Cloud API number has written to so far. */
  findContact(phone: string): Contact | undefined;

  readonly groups: readonly GroupHandle[];
  /** The group with this JID, as somebody sees it who may see everything. */
  findGroup(jid: string): GroupHandle | undefined;
  /** Makes a group on somebody's phone. Raises an Error for numbers that nobody has, IqError for what WhatsApp refuses. */
  createGroup(subject: string, options: NewGroup): GroupHandle;

  readonly faults: Faults;
  /** Every decoded stanza. Graph's requests and webhooks are in `graph.transcript`. */
  readonly transcript: Transcript;
  readonly clock: Clock;
  /** The rooms behind this interface, for what it does not offer; they may change with any version. */
  readonly world: World;

  /** What a Baileys socket needs to talk to this sandbox: spread it into its configuration. */
  clientOptions(): ClientOptions;
  /** Ends all connections as a server does that restarts (503); clients come back by themselves. */
  restartServer(): void;
  /** Resolves when no webhook waits, what came for contacts was decrypted, and the state is in its file. */
  idle(): Promise<void>;
  /** Forgets all accounts, contacts, groups, messages, faults and the transcript; certificates, keys and settings stay. */
  reset(): Promise<void>;
  /** Stops listening and gives up what waits. May be called again. */
  close(): Promise<void>;
}
