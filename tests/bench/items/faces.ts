import { cpuMsOf } from "../../processes/process-figures.ts";
import { type Baseline, startBaseline } from "../baseline-process.ts";
import { type BenchServer, startBenchServer } from "../bench-server.ts";
import { requestBytes, runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { measured } from "../statistics.ts";

interface Target {
  readonly name: string;
  /** Whether the request has a body; compared with the bare route of the same kind. */
  readonly hasBody: boolean;
  readonly request: Buffer;
  readonly port: number;
  readonly pid: number;
  readonly aim?: string;
}

const instanceName = "bench";
const concurrency = 16;
const callsPerRound = 15_000;

/**
 * Server CPU per call of each face against a bare Fastify route that answers the same JSON: the key, the checks, the
 * parse and the access log are part of it. `restart` does nothing for an open Cloud API instance but answer its state.
 */
export async function measureFaces(options: BenchOptions): Promise<void> {
  const bench = await startBenchServer(options.serverNodeOptions);
  const baseline = await startBaseline({ instance: { instanceName, state: "open" } });
  try {
    await bench.createInstance(instanceName, "111111111111111");
    const targets = targetsOf(bench, baseline);
    const costs = new Map<Target, number[]>(targets.map((target) => [target, []]));
    // Round 0 warms up.
    for (let round = 0; round <= options.rounds; round++) {
      for (const target of targets) {
        const cost = await cpuPerCallMicroseconds(target, Math.round(callsPerRound * options.scale));
        if (round > 0) costs.get(target)?.push(cost);
      }
    }
    printFigures("CPU per call of the faces", figuresOf(targets, costs), [
      `server process only, concurrency ${concurrency}, access log as shipped, a client that never sleeps; ratios to the bare route of the same kind`,
    ]);
  } finally {
    baseline.stop();
    await bench.close();
  }
}

function targetsOf(bench: BenchServer, baseline: Baseline): Target[] {
  const { server } = bench;
  const bare = { port: baseline.port, pid: baseline.pid };
  const query = { port: server.port, pid: server.pid, hasBody: false };
  const mutation = { ...query, hasBody: true };
  const body = { instanceName };
  const variables = { name: instanceName };
  const input = encodeURIComponent(JSON.stringify(body));
  const state = "instance { instanceName state }";
  return [
    { ...bare, name: "bare Fastify, GET", hasBody: false, request: requestBytes("GET", "/bare", {}) },
    {
      ...query,
      name: "REST, connectionState",
      aim: "≤ 2x",
      request: bench.request("GET", `/instance/connectionState/${instanceName}`),
    },
    {
      ...query,
      name: "GraphQL, connectionState",
      aim: "≤ 6x",
      request: bench.request("POST", "/graphql", {
        query: `query State($name: String!) { instanceConnectionState(instanceName: $name) { ${state} } }`,
        variables,
      }),
    },
    {
      ...query,
      name: "tRPC, connectionState",
      aim: "≤ 6x",
      request: bench.request("GET", `/trpc/instance.connectionState?input=${input}`),
    },
    {
      ...bare,
      name: "bare Fastify, with a body",
      hasBody: true,
      request: requestBytes("PUT", "/bare", {}, JSON.stringify(body)),
    },
    {
      ...mutation,
      name: "REST, restart with a body",
      aim: "≤ 2x",
      request: bench.request("PUT", `/instance/restart/${instanceName}`, body),
    },
    {
      ...mutation,
      name: "GraphQL, restart",
      aim: "≤ 6x",
      request: bench.request("POST", "/graphql", {
        query: `mutation Restart($name: String!) { instanceRestart(instanceName: $name) { ${state} } }`,
        variables,
      }),
    },
    {
      ...mutation,
      name: "tRPC, restart",
      aim: "≤ 6x",
      request: bench.request("POST", "/trpc/instance.restart", body),
    },
  ];
}

async function cpuPerCallMicroseconds(target: Target, calls: number): Promise<number> {
  let left = calls;
  const before = cpuMsOf(target.pid);
  const result = await runLoad({
    port: target.port,
    concurrency,
    expectedStatus: 200,
    staysAwake: true,
    next: () => (left-- > 0 ? target.request : undefined),
  });
  if (result.refused > 0) throw new Error(`${target.name} was refused: ${result.firstRefusal}`);
  return ((cpuMsOf(target.pid) - before) * 1000) / result.answered;
}

function figuresOf(targets: readonly Target[], costs: ReadonlyMap<Target, number[]>): Figure[] {
  const costOf = (target: Target) => measured(costs.get(target) ?? []);
  return targets.map((target) => {
    const base = targets.find((other) => other.hasBody === target.hasBody && other.name.startsWith("bare")) ?? target;
    return {
      what: target.name,
      unit: "µs",
      value: costOf(target),
      ratio: costOf(target).median / costOf(base).median,
      ...(target.aim === undefined ? {} : { aim: target.aim }),
    };
  });
}
