import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Store } from "../store/store.ts";
import type { AppState } from "./app-state/app-state.ts";
import type { Calls } from "./calls/calls.ts";
import type { Devices } from "./devices/devices.ts";
import type { Directory } from "./directory.ts";
import type { Faults } from "./faults.ts";
import type { Groups } from "./groups/groups.ts";
import type { History } from "./history/history.ts";
import type { Hub } from "./hub.ts";
import type { KeyServer } from "./key-server.ts";
import type { Media } from "./media/media.ts";
import type { Messaging } from "./messaging/messaging.ts";
import type { Pairing } from "./pairing/pairing.ts";
import type { Phones } from "./phone/phones.ts";
import type { Presence } from "./presence/presence.ts";
import type { Profiles } from "./profile/profiles.ts";
import type { Transcript } from "./transcript.ts";

/** What a sandbox is told at its start. */
export interface WorldSettings {
  /** How many entries of the transcript, and of each contact's received messages, are kept. */
  readonly historyLimit: number;
  /** `host:port` under which clients reach the media server over https. Known once the server listens. */
  mediaHost: string;
  /** How long each stanza takes from the server to a client (or both ways); not at all when absent. */
  readonly latency?: { readonly ms: number; readonly jitterMs?: number; readonly direction?: "in" | "out" | "both" };
}

/**
 * The parts of a sandbox's WhatsApp Web side. Each is made with this object and uses the others through it, only once
 * all of them stand: never in its own constructor, except store, clock and random.
 */
export interface World {
  readonly settings: WorldSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly transcript: Transcript;
  readonly faults: Faults;
  /** Accounts and linked devices. */
  readonly directory: Directory;
  /** Linking and unlinking of companions, bans, ends of connections, dirty bits. */
  readonly devices: Devices;
  /** Public key bundles of all devices. */
  readonly keyServer: KeyServer;
  /** Connected devices, and what waits for the others. */
  readonly hub: Hub;
  /** Device 0 of each account. */
  readonly phones: Phones;
  /** QR refs and pairing codes. */
  readonly pairing: Pairing;
  /** Messages, receipts and retries on their way. */
  readonly messaging: Messaging;
  /** Calls that ring, and what became of them. */
  readonly calls: Calls;
  readonly presence: Presence;
  readonly groups: Groups;
  readonly appState: AppState;
  readonly history: History;
  readonly media: Media;
  readonly profiles: Profiles;
}
