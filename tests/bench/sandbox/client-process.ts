/** The clients of the sandbox's benchmark, in a process of their own: run by {@link startClients}. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { receiveAll, sendToAck } from "../web/bare-load.ts";
import { storedAuth } from "../web/stored-auth.ts";
import { type BareClient, endSession, nextTask, pairBareClient } from "./bare-client.ts";
import { exchange } from "./exchange.ts";
import { route } from "./route.ts";
import type { Answer, Results, Task } from "./tasks.ts";

/** The process with the clients. */
export interface Clients {
  readonly pid: number;
  run<Kind extends Task["kind"]>(task: Extract<Task, { kind: Kind }>): Promise<Results[Kind]>;
  stop(): Promise<void>;
}

/** Starts the process for clients of the sandbox at `url`. libsignal's session objects do not reach the terminal. */
export function startClients(url: string): Clients {
  const child: ChildProcess = fork(import.meta.filename, [url], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    async run<Kind extends Task["kind"]>(task: Extract<Task, { kind: Kind }>) {
      const answered = once(child, "message") as Promise<[Answer]>;
      child.send(task);
      const died = ended.then(([code]) => Promise.reject(new Error(`the clients' process ended with ${code}`)));
      const [answer] = await Promise.race([answered, died]);
      if ("error" in answer) throw new Error(answer.error);
      return answer.result as Results[Kind];
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

async function work(url: string): Promise<never> {
  const clients: BareClient[] = [];
  const pair = async ({ phones, atOnce, keysIn }: Extract<Task, { kind: "pair" }>): Promise<Results["pair"]> => {
    const left = [...phones];
    const openMs: number[] = [];
    const workers = Array.from({ length: atOnce }, async () => {
      for (let phone = left.shift(); phone !== undefined; phone = left.shift()) {
        const auth = keysIn === undefined ? undefined : await storedAuth(keysIn);
        const client = await pairBareClient(url, phone, auth);
        clients.push(client);
        openMs.push(client.openMs);
      }
    });
    await Promise.all(workers);
    return { openMs };
  };
  const perform = async (task: Task): Promise<Results[keyof Results]> => {
    if (task.kind === "pair") return pair(task);
    const [sender, receiver] = clients;
    if (sender === undefined) throw new Error("a client must be linked first");
    if (task.kind === "send") return sendToAck(sender, task);
    if (task.kind === "receive") return receiveAll(sender, task);
    if (receiver === undefined) throw new Error("two clients must be linked first");
    if (task.kind === "exchange") return exchange(sender, receiver, task);
    await Promise.all([endSession(sender), endSession(receiver)]);
    return route(url, sender, receiver, task);
  };
  for (;;) {
    const task = (await nextTask()) as Task;
    const answer: Answer = await perform(task).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    process.send?.(answer);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await work(process.argv[2] ?? "");
