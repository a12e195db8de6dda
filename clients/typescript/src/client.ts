import type { CallOptions, Route } from "./call.ts";
import { Connection, type WaxwingClientOptions } from "./connection.ts";
import { type EventsOf, type EventsRequest, followEvents } from "./event-stream.ts";
import { type EventName, type Operations, routes } from "./generated/operations.ts";

/** All operations as `client.<group>.<operation>(input)`, and the stream of events. */
export interface WaxwingClient extends Operations {
  /**
   * The events of the server as they happen, in order and each once; interruptions are bridged. `break` or the signal ends
   * it.
   * @throws WaxwingApiError when the server refuses: UNAUTHORIZED, FORBIDDEN, INSTANCE_NOT_FOUND, EVENT_NOT_RETAINED
   */
  events<Name extends EventName = EventName>(request?: EventsRequest<Name>): AsyncIterable<EventsOf<Name>>;
}

type Call = (input?: object, options?: CallOptions) => Promise<unknown>;

/** A client for one server and one key. It holds no connection; nothing needs to be closed. */
export function createWaxwingClient(options: WaxwingClientOptions): WaxwingClient {
  const connection = new Connection(options);
  const groups: Record<string, Record<string, Call>> = {};
  for (const [group, members] of Object.entries(routes)) {
    const calls: Record<string, Call> = {};
    for (const [name, route] of Object.entries(members as Record<string, Route>)) {
      calls[name] = (input = {}, callOptions = {}) => connection.call(route, input, callOptions);
    }
    groups[group] = calls;
  }
  const events: WaxwingClient["events"] = (request = {}) => followEvents(connection, request);
  return { ...(groups as unknown as Operations), events };
}
