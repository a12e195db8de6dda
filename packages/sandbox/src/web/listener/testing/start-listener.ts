import { Clock } from "../../../clock.ts";
import { Random } from "../../../random.ts";
import { Store } from "../../../store/store.ts";
import type { ClientConnection } from "../../connection.ts";
import { Faults } from "../../faults.ts";
import type { Stanza } from "../../stanza.ts";
import { Transcript } from "../../transcript.ts";
import type { World, WorldSettings } from "../../world.ts";
import type { ClientHello } from "../handshake.ts";
import { type Listener, type ListenerOptions, startListener } from "../listener.ts";

/** The transport alone: a listener without the rooms behind it. */
export interface TransportUnderTest extends Listener {
  readonly world: World;
  readonly url: string;
  readonly secureUrl: string;
  /** In order of arrival. */
  readonly arrivals: { readonly connection: ClientConnection; readonly hello: ClientHello; stanzas: Stanza[] }[];
  /** Ids of connections that were reported as closed. */
  readonly closed: number[];
}

/** Starts the transport. `onStanza` runs for each stanza, beside noting it. */
export async function startTransport(
  options: Partial<ListenerOptions> & {
    readonly seed?: string;
    readonly store?: Store;
    readonly settings?: Partial<WorldSettings>;
    readonly onStanza?: (connection: ClientConnection, stanza: Stanza) => void;
  } = {},
): Promise<TransportUnderTest> {
  const { seed, store = Store.inMemory(), settings, onStanza, ...listenerOptions } = options;
  const parts: { -readonly [Part in keyof World]?: World[Part] } = {
    settings: { historyLimit: 10_000, mediaHost: "", ...settings },
    clock: new Clock(),
    random: new Random(seed),
    store,
  };
  const world = parts as World;
  parts.transcript = new Transcript(world);
  parts.faults = new Faults(world);
  const arrivals: TransportUnderTest["arrivals"] = [];
  const closed: number[] = [];
  const listener = await startListener(world, {
    handleHttp: (request, response) => response.end(`http ${request.url}`),
    onConnection: (connection, hello) => {
      const stanzas: Stanza[] = [];
      arrivals.push({ connection, hello, stanzas });
      connection.onStanza = (stanza) => {
        stanzas.push(stanza);
        onStanza?.(connection, stanza);
      };
      connection.onClose = () => closed.push(connection.id);
    },
    ...listenerOptions,
  });
  return {
    ...listener,
    world,
    arrivals,
    closed,
    url: `ws://127.0.0.1:${listener.port}/ws/chat`,
    secureUrl: `wss://127.0.0.1:${listener.port}/ws/chat`,
  };
}
