import type { AnnouncedProcess } from "../../processes/announced-process.ts";
import { cpuMsOf } from "../../processes/process-figures.ts";
import { startSandboxProcess } from "../../processes/sandbox-process.ts";
import type { BenchOptions } from "../options.ts";
import { type Figure, printFigures } from "../report.ts";
import { type Clients, startClients } from "../sandbox/client-process.ts";
import { measured, repeated } from "../statistics.ts";

const exchanged = 1_000;
const routed = 6_000;

interface Round {
  readonly perSecond: number;
  readonly sandboxMs: number;
  readonly clientsMs: number;
  readonly latencyMs: number;
}

/**
 * Texts between two bare clients in a process of their own: how many a second, how long each takes, and the CPU time
 * of the sandbox and of the clients for one. Then the same stanzas without Signal, to load the sandbox alone.
 */
export async function measureMessages(options: BenchOptions): Promise<void> {
  const rounds = await repeated(options.rounds, () => measureRound(options));
  const figures = (
    name: string,
    key: keyof (typeof rounds)[number],
    aims: { rate?: string; cpu?: string },
  ): Figure[] => {
    const of = (figure: keyof Round) => measured(rounds.map((round) => round[key][figure]));
    const ratio = of("sandboxMs").median / of("clientsMs").median;
    return [
      { what: `${name}: messages`, unit: "/s", value: of("perSecond"), ...(aims.rate ? { aim: aims.rate } : {}) },
      { what: `${name}: latency, median`, unit: "ms", value: of("latencyMs") },
      {
        what: `${name}: sandbox CPU a message`,
        unit: "ms",
        value: of("sandboxMs"),
        ratio,
        ...(aims.cpu ? { aim: aims.cpu } : {}),
      },
      { what: `${name}: clients CPU a message`, unit: "ms", value: of("clientsMs") },
    ];
  };
  printFigures(
    "messages between two clients",
    [
      ...figures("one at a time", "single", { cpu: "≤ 1 ms" }),
      ...figures("16 under way", "many", { cpu: "≤ 1 ms" }),
      ...figures("bare stanzas, 64 under way", "bare", { rate: "≥ 500/s", cpu: "≤ 1 ms" }),
    ],
    ["ratio: the sandbox's CPU in terms of that of both clients together"],
  );
}

async function measureRound(options: BenchOptions): Promise<{ single: Round; many: Round; bare: Round }> {
  const sandbox = await startSandboxProcess(options.serverNodeOptions);
  const clients = startClients(sandbox.url);
  try {
    await clients.run<"pair">({ kind: "pair", phones: ["5511900000001", "5511900000002"], atOnce: 2 });
    const messages = Math.round(exchanged * options.scale);
    // Sessions, device lists and the engines' compilers are warm after this.
    await clients.run<"exchange">({ kind: "exchange", messages: 100, window: 4 });
    return {
      single: await measure(sandbox, clients, messages, { kind: "exchange", messages, window: 1 }),
      many: await measure(sandbox, clients, messages, { kind: "exchange", messages, window: 16 }),
      bare: await measureBare(sandbox, clients, Math.round(routed * options.scale)),
    };
  } finally {
    await clients.stop();
    await sandbox.stop();
  }
}

async function measureBare(sandbox: AnnouncedProcess, clients: Clients, messages: number): Promise<Round> {
  await clients.run<"route">({ kind: "route", messages: 500, window: 64 });
  return measure(sandbox, clients, messages, { kind: "route", messages, window: 64 });
}

async function measure(
  sandbox: AnnouncedProcess,
  clients: Clients,
  messages: number,
  task: { readonly kind: "exchange" | "route"; readonly messages: number; readonly window: number },
): Promise<Round> {
  const before = { sandbox: cpuMsOf(sandbox.pid), clients: cpuMsOf(clients.pid) };
  const { elapsedMs, latenciesMs } = await clients.run<"exchange" | "route">(task);
  return {
    perSecond: (messages / elapsedMs) * 1000,
    sandboxMs: (cpuMsOf(sandbox.pid) - before.sandbox) / messages,
    clientsMs: (cpuMsOf(clients.pid) - before.clients) / messages,
    latencyMs: measured(latenciesMs).median,
  };
}
