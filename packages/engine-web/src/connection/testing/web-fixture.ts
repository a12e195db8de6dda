// Keeps what libsignal prints of its sessions off the console of the tests.
import "@waxwing/sandbox/testing/baileys-client";
import type { ConnectionReport, EngineInstance, InstanceRecord, PairingReport } from "@waxwing/core";
import { type Sandbox, startSandbox } from "@waxwing/sandbox";
import { WA_CERT_DETAILS } from "@whiskeysockets/baileys";
import { pino } from "pino";
import { afterEach, beforeEach, vi } from "vitest";
import { createConnectSlots } from "../connect-slots.ts";
import { defaultLiveness } from "../liveness.ts";
import { createTransport } from "../transport.ts";
import { createWebConnections, type WebConnections, type WebConnectionsOptions } from "../web-connections.ts";
import { type MemoryKeys, memoryKeys } from "./memory-keys.ts";
import { type InboundRecord, inboundRecord } from "./recording-inbound.ts";
import { testInstance } from "./test-instance.ts";

/** One thing that was reported of an instance. */
export type Told = ConnectionReport | PairingReport;

type Changed = Partial<Omit<WebConnectionsOptions, "environment">> & {
  readonly environment?: Partial<WebConnectionsOptions["environment"]>;
};

/** Connections on a sandbox of their own. */
export interface WebFixture {
  readonly sandbox: Sandbox;
  readonly keys: MemoryKeys;
  readonly inbound: InboundRecord;
  readonly connections: WebConnections;
  /** Everything that was logged, as JSON. */
  readonly lines: readonly string[];
  /** Makes the connections of the test; by default once, with the defaults. */
  use(changed: Changed): WebConnections;
  instance(name: string, change?: Partial<EngineInstance>): InstanceRecord;
  /** Changes what is stored of an instance. */
  change(instance: EngineInstance, change: Partial<EngineInstance>): InstanceRecord;
  /** Of one instance, oldest first. */
  told(instance: EngineInstance): readonly Told[];
  reports(instance: EngineInstance): readonly ConnectionReport[];
  /** States and reasons in short: `connecting starting`. */
  story(instance: EngineInstance): readonly string[];
  until(condition: () => unknown, what?: string): Promise<void>;
  /** Connects, and lets the phone of this number scan the code. */
  pair(instance: EngineInstance, phone: string): Promise<void>;
  isOpen(instance: EngineInstance): boolean;
  /** Resolves once the instance's last report says this. */
  reported(instance: EngineInstance, reasonCode: string): Promise<void>;
}

/** Nobody cancels. */
export const patient = new AbortController().signal;

export function useWebFixture(): WebFixture {
  let sandbox: Sandbox;
  let keys: MemoryKeys;
  let inbound: InboundRecord;
  let connections: WebConnections | undefined;
  let lines: string[];
  const told = new Map<string, Told[]>();
  const instances = new Map<string, InstanceRecord>();
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    sandbox = await startSandbox({ seed: "connections", graph: { webhookUrl: null } });
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(sandbox.rootKey, "base64");
    keys = memoryKeys();
    inbound = inboundRecord();
    lines = [];
    told.clear();
    instances.clear();
  });
  afterEach(async () => {
    await connections?.stop(5_000);
    connections = undefined;
    for (const close of closing.splice(0)) await close();
    await sandbox.close();
  });

  const tell = (instanceId: string, what: Told): void => {
    told.set(instanceId, [...(told.get(instanceId) ?? []), what]);
    const instance = instances.get(instanceId);
    if (instance !== undefined && "state" in what) {
      instances.set(instanceId, { ...instance, connectionState: what.state });
    }
  };
  const use = (changed: Changed): WebConnections => {
    const transport = createTransport({
      webSocketUrl: sandbox.webSocketUrl,
      caPem: sandbox.caPem,
      allowPrivate: [],
    });
    closing.push(() => transport.close());
    const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
    connections = createWebConnections({
      connections: {
        report: async (instanceId, report) => tell(instanceId, report),
        pairing: async (instanceId, report) => tell(instanceId, report),
      },
      instances: { all: () => instances.values(), byId: (id) => instances.get(id) },
      slots: createConnectSlots(20),
      backOff: { firstMs: 20, capMs: 100 },
      stableMs: 60_000,
      pairingWaitMs: 15_000,
      unlinkWaitMs: 15_000,
      qrLimit: 30,
      qrColor: "#198754",
      socketLogLevel: "info",
      random: Math.random,
      log,
      ...changed,
      environment: {
        ports: { ...keys, createInbound: inbound.createInbound },
        inbox: { receive: async () => {} },
        messages: { byKeyId: async () => undefined, newest: async () => [] },
        transport,
        device: { client: "Waxwing", browser: "Chrome" },
        liveness: defaultLiveness,
        establishMs: 60_000,
        drainMs: 10_000,
        ...changed.environment,
      },
    });
    return connections;
  };
  const fixture: WebFixture = {
    get sandbox() {
      return sandbox;
    },
    get keys() {
      return keys;
    },
    get inbound() {
      return inbound;
    },
    get connections() {
      return connections ?? use({});
    },
    get lines() {
      return lines;
    },
    use,
    instance(name, change = {}) {
      const record = testInstance(name, change);
      instances.set(record.id, record);
      return record;
    },
    change({ id, name }, change) {
      const record = { ...(instances.get(id) ?? testInstance(name)), ...change };
      instances.set(id, record);
      return record;
    },
    told: ({ id }) => told.get(id) ?? [],
    reports: ({ id }) => (told.get(id) ?? []).filter((one) => "state" in one),
    story: (instance) => fixture.reports(instance).map(({ state, reasonCode }) => `${state} ${reasonCode}`),
    until: (condition, what = "condition") =>
      vi.waitFor(
        () => {
          if (!condition()) throw new Error(`still no ${what}`);
        },
        { timeout: 20_000, interval: 10 },
      ),
    async pair(instance, phone) {
      const { code } = await fixture.connections.connect(instance, undefined, patient);
      await sandbox.scanQr(code ?? "", { number: phone });
      await fixture.until(() => fixture.isOpen(instance), "open connection");
    },
    isOpen: (instance) => fixture.reports(instance).at(-1)?.state === "open",
    reported: (instance, reasonCode) =>
      fixture.until(() => fixture.reports(instance).at(-1)?.reasonCode === reasonCode, `report ${reasonCode}`),
  };
  return fixture;
}
