// Measures webhook delivery: CPU per event at a steady rate, against the same load without a webhook, and the highest rate.
// node src/bench/deliveries.bench.ts [seconds per run]
import { fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "@waxwing/database/testing";
import { startTestPostgres } from "@waxwing/database/vitest-global-setup";
import { startDeliveryServer } from "../testing/delivery-server.ts";

const seconds = Number(process.argv[2] ?? 15);
const postgres = await startTestPostgres();
const receiver = fork(fileURLToPath(new URL("./receiver-process.ts", import.meta.url)));
const [{ port }] = (await once(receiver, "message")) as [{ port: number }];
const delivered = async (): Promise<number> => {
  receiver.send("count");
  const [{ count }] = (await once(receiver, "message")) as [{ count: number }];
  return count;
};

/** CPU of this PostgreSQL's processes in milliseconds, from /proc (ticks of 10 ms), those that have ended included. */
function postgresCpuMs(postmaster: number): number {
  let ticks = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // proc(5): after the name in parentheses come state, ppid, …, utime, stime, cutime, cstime as 12th to 15th.
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
      if (Number(pid) === postmaster) ticks += utime + stime + cutime + cstime;
      else if (fields[1] === postmaster) ticks += utime + stime;
    } catch {
      // The process has ended meanwhile.
    }
  }
  return ticks * 10;
}

interface Run {
  readonly events: number;
  readonly perSecond: number;
  readonly nodeUs: number;
  readonly postgresUs: number;
}

async function run(options: { withWebhook: boolean; rate: number; instances: number; chats: number }): Promise<Run> {
  const { withWebhook, rate, instances, chats } = options;
  const { connectionUri, drop } = await createTestDatabase();
  const server = await startDeliveryServer({ connectionUri });
  const ids: string[] = [];
  for (let index = 0; index < instances; index++) {
    const url = `http://127.0.0.1:${port}/${index}`;
    ids.push(await server.createInstance(`i${index}`, withWebhook ? { url, events: ["MESSAGES_UPSERT"] } : undefined));
  }
  const { rows } = await server.database.query<{ pid: string }>(
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid",
  );
  const postmaster = Number(rows[0]?.pid);
  const before = await delivered();
  const cpu = process.cpuUsage();
  const postgresBefore = postgresCpuMs(postmaster);
  const startedMs = performance.now();
  let appended = 0;
  const batch = 10;
  while (performance.now() - startedMs < seconds * 1000) {
    const due = Math.min(rate * ((performance.now() - startedMs) / 1000), appended + instances * batch);
    const work: Promise<void>[] = [];
    while (appended + batch <= due) {
      const id = ids[(appended / batch) % ids.length] as string;
      work.push(
        server.append(
          id,
          Array.from({ length: batch }, () => `${Math.floor(Math.random() * chats)}@s.whatsapp.net`),
        ),
      );
      appended += batch;
    }
    await Promise.all(work);
    if (work.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // The log is written faster than it is delivered: let the backlog not grow without end.
    while (withWebhook && rate === Infinity && appended - ((await delivered()) - before) > 4000) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  while (withWebhook && (await delivered()) - before < appended)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const elapsed = (performance.now() - startedMs) / 1000;
  const used = process.cpuUsage(cpu);
  const result = {
    events: appended,
    perSecond: Math.round(appended / elapsed),
    nodeUs: Math.round((used.user + used.system) / appended),
    postgresUs: Math.round(((postgresCpuMs(postmaster) - postgresBefore) * 1000) / appended),
  };
  await server.stop();
  await drop();
  return result;
}

const shape = { instances: 20, chats: 100 };
const alone = await run({ withWebhook: false, rate: 1500, ...shape });
const steady = await run({ withWebhook: true, rate: 1500, ...shape });
const single = await run({ withWebhook: true, rate: 1500, instances: 1, chats: 2000 });
const highest = await run({ withWebhook: true, rate: Infinity, ...shape });
const runs = {
  "log only, 1,500/s": alone,
  "20 webhooks, 1,500/s": steady,
  "1 webhook, 1,500/s": single,
  "20 webhooks, unlimited": highest,
};
for (const [name, figures] of Object.entries(runs)) process.stdout.write(`${name}: ${JSON.stringify(figures)}\n`);
process.stdout.write(
  `delivery of an event at 1,500/s: ${steady.nodeUs - alone.nodeUs} µs node, ${steady.postgresUs - alone.postgresUs} µs PostgreSQL\n`,
);
receiver.kill();
await postgres.stop();
