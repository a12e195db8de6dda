import { WaxwingError } from "@waxwing/contract";
import type { Executor, InstanceRecord } from "@waxwing/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Registry } from "prom-client";
import type { CallCounts } from "./call-counts.ts";

/** Where the figures come from. */
export interface MetricSources {
  readonly version: string;
  readonly calls: CallCounts;
  readonly instances: () => Iterable<InstanceRecord>;
  readonly sendsInDoubt: () => number;
  /** Events appended so far, of the instances that exist. */
  readonly eventsAppended: () => Promise<number>;
}

/** `GET /metrics` for Prometheus: the global key, as `apikey` or as a bearer token. */
export function registerMetrics(app: FastifyInstance, executor: Executor, sources: MetricSources): void {
  let registry: Promise<Registry> | undefined;
  app.get("/metrics", async (request, reply) => {
    const principal = executor.authenticate({ key: keyOf(request), address: request.ip, requestId: request.id });
    if (principal.kind !== "global") throw new WaxwingError("FORBIDDEN", "The metrics need the global key.");
    registry ??= createRegistry(sources);
    const { contentType, metrics } = await registry.then(async (it) => ({
      contentType: it.contentType,
      metrics: await it.metrics(),
    }));
    return reply.header("content-type", contentType).send(metrics);
  });
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers["apikey"];
  if (typeof key === "string") return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

async function createRegistry(sources: MetricSources): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  new Gauge({ name: "waxwing_info", help: "Version of the server.", labelNames: ["version"], registers }).set(
    { version: sources.version },
    1,
  );
  new Counter({
    name: "waxwing_calls_total",
    help: "Calls by operation and outcome (OK or error code).",
    labelNames: ["operation", "code"],
    registers,
    collect() {
      this.reset();
      for (const { operation, code, count } of sources.calls.all()) this.inc({ operation, code }, count);
    },
  });
  new Gauge({
    name: "waxwing_instances",
    help: "Instances by integration and state of their connection.",
    labelNames: ["integration", "state"],
    registers,
    collect() {
      this.reset();
      for (const { integration, connectionState } of sources.instances()) {
        this.inc({ integration, state: connectionState });
      }
    },
  });
  new Gauge({
    name: "waxwing_sends_in_doubt",
    help: "Sends of which it is not known whether WhatsApp took them.",
    registers,
    collect() {
      this.set(sources.sendsInDoubt());
    },
  });
  new Gauge({
    name: "waxwing_events_appended",
    help: "Events appended to the log so far, of the instances that exist.",
    registers,
    async collect() {
      this.set(await sources.eventsAppended());
    },
  });
  return registry;
}
