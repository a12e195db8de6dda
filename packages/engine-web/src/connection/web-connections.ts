import { WaxwingError } from "@waxwing/contract";
import type { ConnectAnswer, EngineInstance, InstanceDirectory, InstanceProxy, LogoutOutcome } from "@waxwing/core";
import type { GroupMetadata } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { WebSessions } from "../session.ts";
import { within } from "./close-socket.ts";
import { createSupervisor, type Supervisor, type SupervisorOptions } from "./supervisor.ts";

export interface WebConnectionsOptions extends Omit<SupervisorOptions, "instance" | "log"> {
  readonly instances: Pick<InstanceDirectory, "all" | "byId">;
  readonly log: Logger;
}

/** The connections of this server: one for each instance that wants one. */
export interface WebConnections {
  readonly sessions: WebSessions;
  /** A group's metadata as this server remembers it; undefined when they cannot be had. */
  knownGroup(instanceId: string, groupJid: string): Promise<GroupMetadata | undefined>;
  /** Takes up those of an earlier run, in order of creation; does not wait for them. */
  start(): void;
  connect(instance: EngineInstance, number: string | undefined, signal: AbortSignal): Promise<ConnectAnswer>;
  restart(instance: EngineInstance, signal: AbortSignal): Promise<ConnectAnswer>;
  logout(instance: EngineInstance): Promise<LogoutOutcome | undefined>;
  release(instance: EngineInstance): Promise<void>;
  reconfigured(instance: EngineInstance): void;
  stop(graceMs: number): Promise<void>;
}

export function createWebConnections(options: WebConnectionsOptions): WebConnections {
  const { instances, log, environment } = options;
  const supervisors = new Map<string, Supervised>();
  let isStopped = false;

  const supervised = (given: EngineInstance): Supervised => {
    if (isStopped) throw new WaxwingError("SERVICE_UNAVAILABLE", "The server is stopping.");
    const known = supervisors.get(given.id);
    if (known !== undefined) return known;
    const made: Supervised = {
      supervisor: createSupervisor({
        ...options,
        instance: () => instances.byId(given.id) ?? given,
        log: log.child({ instance: given.name, instanceId: given.id }),
      }),
      proxy: given.proxy,
      isAlwaysOnline: given.settings.alwaysOnline,
    };
    supervisors.set(given.id, made);
    return made;
  };

  return {
    sessions: {
      of({ id, name }) {
        const session = supervisors.get(id)?.supervisor.session;
        if (session !== undefined) return session;
        throw new WaxwingError("INSTANCE_NOT_CONNECTED", `The instance ${name} is not connected; call connect first.`);
      },
    },

    knownGroup: async (instanceId, groupJid) => supervisors.get(instanceId)?.supervisor.knownGroup(groupJid),

    start() {
      for (const instance of instances.all()) {
        if (instance.integration !== "WHATSAPP-BAILEYS" || instance.connectionState === "close") continue;
        supervised(instance).supervisor.resume();
      }
    },

    connect: async (instance, number, signal) => supervised(instance).supervisor.connect(number, signal),
    restart: async (instance, signal) => supervised(instance).supervisor.restart(signal),
    logout: async (instance) => supervised(instance).supervisor.logout(),

    async release(instance) {
      const { ports } = environment;
      const isIdle = !supervisors.has(instance.id);
      if (isIdle && !(await ports.hasCredentials(instance.id))) return ports.eraseSession(instance.id);
      await supervised(instance).supervisor.release();
      supervisors.delete(instance.id);
    },

    reconfigured(instance) {
      const known = supervisors.get(instance.id);
      if (known === undefined) return;
      const { alwaysOnline } = instance.settings;
      if (!isSameProxy(known.proxy, instance.proxy)) known.supervisor.reconnect();
      else if (known.isAlwaysOnline !== alwaysOnline) showOnline(known.supervisor, alwaysOnline, log);
      known.proxy = instance.proxy;
      known.isAlwaysOnline = alwaysOnline;
    },

    async stop(graceMs) {
      isStopped = true;
      const stopping = [...supervisors.values()].map(({ supervisor }) => supervisor.stop());
      if (!(await within(Promise.all(stopping), graceMs))) log.warn("not every connection was closed in time");
      supervisors.clear();
    },
  };
}

interface Supervised {
  readonly supervisor: Supervisor;
  /** As the connection was made with. */
  proxy: InstanceProxy | null;
  isAlwaysOnline: boolean;
}

function isSameProxy(one: InstanceProxy | null, other: InstanceProxy | null): boolean {
  if (one === null || other === null) return one === other;
  return (["protocol", "host", "port", "username", "password"] as const).every((part) => one[part] === other[part]);
}

function showOnline({ session }: Supervisor, isOnline: boolean, log: Logger): void {
  session?.socket
    .sendPresenceUpdate(isOnline ? "available" : "unavailable")
    .catch((error: unknown) => log.warn({ err: error }, "the presence could not be changed"));
}
