import { type EventEnvelope, type EventType, EventTypeName, InstanceName, WaxwingError } from "@waxwing/contract";
import { z } from "zod";
import { instanceNotFound, type KnownPrincipal } from "../access/access.ts";
import type { Caller } from "../caller.ts";
import type { LoggedEvent, LogPosition } from "../delivery-channel.ts";
import type { StreamRequest } from "../executor.ts";
import { serverError } from "../failures.ts";
import { isUuid } from "../identifiers.ts";
import type { InstanceDirectory } from "../instance-directory.ts";
import { validationFailed } from "../validation.ts";
import { toEnvelope } from "./envelope.ts";
import { currentEnd, isAfter, type LogEnd, type Queryable, readAfter, readByIds, readInstanceAfter } from "./read.ts";
import type { LogTail } from "./tail.ts";

const request = z.object({
  instanceName: InstanceName.nullish(),
  types: z.array(EventTypeName).max(100).nullish(),
  lastEventId: z.string().max(255).nullish(),
});

const pageSize = 500;

export interface LiveStreams {
  subscribe(
    asked: StreamRequest,
    caller: Caller,
    principal: KnownPrincipal,
    signal: AbortSignal,
  ): Promise<AsyncIterable<EventEnvelope>>;
  /** Ends all streams. */
  stop(): void;
}

interface StreamsOptions {
  readonly database: Queryable;
  readonly tail: LogTail;
  readonly directory: InstanceDirectory;
  readonly serverUrl: string;
}

/** Streams of committed events, each with its own position in the log. */
export function createLiveStreams({ database, tail, directory, serverUrl }: StreamsOptions): LiveStreams {
  const stopping = new AbortController();

  const start = async (lastEventId: string | null | undefined, instanceId: string | undefined): Promise<LogEnd> => {
    if (lastEventId === null || lastEventId === undefined || lastEventId === "") return currentEnd(database);
    const [event] = isUuid(lastEventId) ? await readByIds(database, [lastEventId]) : [];
    // Another instance's event is as unknown as one that never was.
    if (event === undefined || (instanceId !== undefined && event.instanceId !== instanceId)) {
      throw new WaxwingError("EVENT_NOT_RETAINED");
    }
    return { position: event.at, includes: () => false };
  };

  return {
    async subscribe(asked, _caller, principal, signal) {
      const name = asked.instanceName ?? undefined;
      if (principal.kind === "instance" && name !== undefined && name !== principal.instanceName) {
        throw new WaxwingError("FORBIDDEN", "This key does not open that instance.");
      }
      if (typeof name === "string" && directory.byName(name) === undefined) throw instanceNotFound(name);
      const parsed = request.safeParse(asked);
      if (!parsed.success) throw validationFailed(parsed.error);
      const instanceId =
        principal.kind === "instance"
          ? principal.instanceId
          : typeof name === "string"
            ? directory.byName(name)?.id
            : undefined;
      const types = new Set<EventType>(parsed.data.types ?? []);
      const from = await start(parsed.data.lastEventId, instanceId);
      // The place was looked up meanwhile: the key may have been replaced, or the instance deleted.
      const record = instanceId === undefined ? undefined : directory.byId(instanceId);
      if (principal.kind === "instance" && record?.tokenHash.equals(principal.tokenHash) !== true) {
        throw new WaxwingError("UNAUTHORIZED");
      }
      if (instanceId !== undefined && record === undefined) throw instanceNotFound(String(name));

      const ending = new AbortController();
      const end = (): void => ending.abort();
      const unsubscribe =
        principal.kind === "instance"
          ? directory.onTokenRotated((id) => id === principal.instanceId && end())
          : undefined;
      const ended = AbortSignal.any([signal, stopping.signal, ending.signal]);
      const onEnd = (): void => unsubscribe?.();
      ended.addEventListener("abort", onEnd, { once: true });

      const isWanted = (event: LoggedEvent): boolean =>
        (instanceId === undefined || event.instanceId === instanceId) &&
        (types.size === 0 || types.has(event.type)) &&
        !from.includes(event.at);

      const read = (position: LogPosition): Promise<LoggedEvent[]> =>
        instanceId === undefined
          ? readAfter(database, position, pageSize)
          : readInstanceAfter(database, instanceId, position, pageSize);
      const next = async (position: LogPosition): Promise<readonly LoggedEvent[]> => {
        try {
          return tail.after(position) ?? (await read(position));
        } catch (error) {
          throw serverError(error);
        }
      };

      async function* events(): AsyncGenerator<EventEnvelope, void, void> {
        let { position } = from;
        try {
          while (!ended.aborted) {
            const seen = tail.position();
            const batch = await next(position);
            for (const event of batch) {
              if (ended.aborted) return;
              position = event.at;
              if (isWanted(event)) yield toEnvelope(event, serverUrl);
              if (instanceId !== undefined && event.instanceId === instanceId && event.type === "INSTANCE_DELETE")
                return;
            }
            if (batch.length > 0) continue;
            // What lies between an instance's last event and the tail belongs to others; the page was read after `seen`.
            if (isAfter(seen, position)) position = seen;
            await tail.moved(position, ended);
          }
        } finally {
          unsubscribe?.();
          // A combined signal with a listener would live as long as the server does.
          ended.removeEventListener("abort", onEnd);
        }
      }
      return events();
    },
    stop: () => stopping.abort(),
  };
}
