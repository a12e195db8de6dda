import { startBaseline } from "../baseline-process.ts";
import { type BenchServer, startBenchServer } from "../bench-server.ts";
import { requestBytes, runLoad } from "../load.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { cpuMsOf } from "../../processes/process-figures.ts";
import { measured } from "../statistics.ts";

interface Target {
  readonly name: string;
  readonly request: Buffer;
  readonly port: number;
  readonly pid: number;
  readonly status: number;
  /** Index of the baseline's own target. */
  readonly baseline: "GET" | "POST";
  readonly aim?: string;
}

const instanceName = "bench";

/**
 * Server CPU per call of each face, against a bare Fastify route with the same answer: the key, the checks, the parse and
 * the access log are part of it.
 */
export async function measureFaces(options: BenchOptions): Promise<void> {
  const bench = await startBenchServer(options.serverNodeOptions);
  try {
    await bench.createInstance(instanceName, "111111111111111");
    const state = await answerOf(bench, `/instance/connectionState/${instanceName}`, "GET");
    const settings = await answerOf(bench, `/settings/set/${instanceName}`, "POST", settingsBody);
    const baseline = await startBaseline({ get: state, post: settings });
    try {
      const targets = targetsOf(bench, baseline);
      const costs = new Map<Target, number[]>(targets.map((target) => [target, []]));
      // Round 0 warms up.
      for (let round = 0; round <= options.rounds; round++) {
        for (const target of targets) {
          const cost = await cpuPerCall(target, Math.round((target.baseline === "GET" ? 20_000 : 8_000) * options.scale));
          if (round > 0) costs.get(target)?.push(cost);
        }
      }
      printFigures("CPU per call of the faces", figuresOf(targets, costs), [
        "server process only, concurrency 16, access log as shipped; ratios to the bare route of the same method",
      ]);
    } finally {
      baseline.stop();
    }
  } finally {
    await bench.close();
  }
}

function targetsOf(bench: BenchServer, baseline: { port: number; pid: number }): Target[] {
  const { server } = bench;
  const bare = { port: baseline.port, pid: baseline.pid };
  const ours = { port: server.port, pid: server.pid };
  const get = { ...ours, status: 200, baseline: "GET" as const };
  const post = { ...ours, status: 200, baseline: "POST" as const };
  const path = `/instance/connectionState/${instanceName}`;
  const input = encodeURIComponent(JSON.stringify({ instanceName }));
  const query = `query State($name: String!) { instanceConnectionState(instanceName: $name) { instance { instanceName state } } }`;
  const mutation = `mutation Check($name: String!, $input: ChatFindContactsInput) { chatFindContacts(instanceName: $name, input: $input) { id } }`;
  void mutation;
  return [
    { name: "bare Fastify, GET", ...bare, status: 200, baseline: "GET", request: requestBytes("GET", "/bare", { apikey: server.apiKey }) },
    { name: "REST connectionState", ...get, aim: "≤ 2x", request: bench.request("GET", path) },
    {
      name: "GraphQL connectionState",
      ...get,
      aim: "≤ 6x",
      request: bench.request("POST", "/graphql", { query, variables: { name: instanceName } }),
    },
    {
      name: "tRPC connectionState",
      ...get,
      aim: "≤ 6x",
      request: bench.request("GET", `/trpc/instance.connectionState?input=${input}`),
    },
  ];
}
