import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Store } from "../store/store.ts";
import { AppState } from "./app-state/app-state.ts";
import { Calls } from "./calls/calls.ts";
import { Devices } from "./devices/devices.ts";
import { Directory } from "./directory.ts";
import { Faults } from "./faults.ts";
import { Groups } from "./groups/groups.ts";
import { History } from "./history/history.ts";
import { Hub } from "./hub.ts";
import { KeyServer } from "./key-server.ts";
import { Media } from "./media/media.ts";
import { Messaging } from "./messaging/messaging.ts";
import { Pairing } from "./pairing/pairing.ts";
import { Phones } from "./phone/phones.ts";
import { Presence } from "./presence/presence.ts";
import { Profiles } from "./profile/profiles.ts";
import { Transcript } from "./transcript.ts";
import type { World, WorldSettings } from "./world.ts";

/** What a world is made from. */
export interface WorldParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: WorldSettings;
}

/** Makes the WhatsApp Web side of a sandbox: all parts, each of which knows the others. It listens nowhere yet. */
export function createWorld(parts: WorldParts): World {
  const world: { -readonly [Part in keyof World]?: World[Part] } = { ...parts };
  // Each part keeps the reference and reads it only once all of them stand, so that this one cast is true by then.
  const whole = world as World;
  world.transcript = new Transcript(whole);
  world.faults = new Faults(whole);
  world.directory = new Directory(whole);
  world.devices = new Devices(whole);
  world.keyServer = new KeyServer(whole);
  world.hub = new Hub(whole);
  world.phones = new Phones(whole);
  world.pairing = new Pairing(whole);
  world.messaging = new Messaging(whole);
  world.calls = new Calls(whole);
  world.presence = new Presence(whole);
  world.groups = new Groups(whole);
  world.appState = new AppState(whole);
  world.history = new History(whole);
  world.media = new Media(whole);
  world.profiles = new Profiles(whole);
  return whole;
}
