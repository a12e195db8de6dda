// Measures incoming messages: decrypted and durably committed through the keys in PostgreSQL, against Baileys' repository in memory.
// node src/bench/decryption.bench.ts [messages per run]
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { type Sandbox, startSandbox } from "@waxwing/sandbox";
import { connectClient, type TestClient } from "@waxwing/sandbox/testing/baileys-client";
import { memoryAuth } from "@waxwing/sandbox/testing/memory-auth";
import { silenceLibsignal } from "../keys/silence-libsignal.ts";
import { startKeysFixture } from "../keys/testing/keys-fixture.ts";
import { arrive, createPeer, encrypt, introduce, type Party, partyOf, type Sent } from "../keys/testing/peer.ts";
import { reachableOf, startDevice } from "../keys/testing/stored-client.ts";

silenceLibsignal();
const messages = Number(process.argv[2] ?? 3000);
const contacts = 10;
const backlogged = 500;
const phone = "15550000001";
// Unlike the one of tests, this PostgreSQL waits for the disk.
const dataDir = mkdtempSync(join(tmpdir(), "waxwing-bench-"));
chmodSync(dataDir, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
process.env["DATABASE_CONNECTION_URI"] = postgres.connectionUri;
const fixture = await startKeysFixture();
const pid = Number(
  (await fixture.database.query<{ pid: string }>("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid"))
    .rows[0]?.pid,
);

/** CPU of PostgreSQL's living processes in milliseconds, from /proc (ticks of 10 ms). */
function postgresCpuMs(): number {
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // proc(5): after the name in parentheses come state, ppid, …, utime and stime as 12th and 13th.
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      if (Number(name) === pid || fields[1] === pid) ticks += (fields[11] ?? 0) + (fields[12] ?? 0);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return ticks * 10;
}

/** As many messages as asked for, from ten contacts in turn, who have got an answer before. */
async function prepare(receiver: Party, decrypt: (sent: Sent) => Promise<string>): Promise<Sent[]> {
  const peers = Array.from({ length: contacts }, createPeer);
  for (const [index, peer] of peers.entries()) {
    await introduce(peer, receiver, index + 1);
    await decrypt(await encrypt(peer, receiver, "first"));
    const answer = await encrypt(receiver, peer, "answer");
    await peer.repository.decryptMessage({ jid: receiver.jid, type: "msg", ciphertext: answer.ciphertext });
  }
  const sent: Sent[] = [];
  for (let index = 0; index < messages; index++)
    sent.push(
      await encrypt(peers[index % contacts] as Party, receiver, `message ${index} of a usual length, for example this`),
    );
  return sent;
}

interface Result {
  readonly perSecond: number;
  readonly nodeUs: number;
  readonly postgresUs: number;
}

async function measure(count: number, work: () => Promise<void>): Promise<Result> {
  const [cpu, postgresBefore, begin] = [process.cpuUsage(), postgresCpuMs(), performance.now()];
  await work();
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (count / elapsedMs) * 1000,
    nodeUs: (user + system) / count,
    postgresUs: ((postgresCpuMs() - postgresBefore) * 1000) / count,
  };
}

/** As Baileys does: so many have arrived, and are decrypted one after the other. */
async function run(sent: readonly Sent[], arriving: number, arrive: (sent: Sent) => () => Promise<string>) {
  return measure(sent.length, async () => {
    for (let index = 0; index < sent.length; index += arriving) {
      for (const decrypt of sent.slice(index, index + arriving).map(arrive)) await decrypt();
    }
  });
}

const inMemory = async (): Promise<Result> => {
  const receiver = createPeer();
  const arriveThere = (sent: Sent) => arrive(receiver, sent);
  return run(await prepare(receiver, (sent) => arriveThere(sent)()), 1, arriveThere);
};

const inDatabase = async (arriving: number): Promise<Result> => {
  const keys = await fixture.open(await fixture.addInstance(), { readsAhead: () => true });
  const receiver = partyOf(keys);
  const arriveThere = (sent: Sent) => arrive(receiver, sent, keys);
  const sent = await prepare(receiver, (each) => arriveThere(each)());
  const result = await run(sent, arriving, arriveThere);
  await keys.close();
  return result;
};

/** A real client that comes back and gets what waited for it. The sandbox's share of the CPU is in all figures. */
async function backlog(start: (sandbox: Sandbox) => Promise<Backlogged>): Promise<Result> {
  const sandbox = await startSandbox({ seed: "bench", graph: { webhookUrl: null } });
  const device = await start(sandbox);
  const ana = await sandbox.contact("15550000002", { name: "Ana" });
  await ana.say("first", { to: phone });
  await device.client().text("first");
  await device.client().send("15550000002@s.whatsapp.net", { text: "answer" });
  await ana.received();
  await device.client().disconnect();
  for (let index = 1; index < backlogged; index++) await ana.say(`waiting ${index}`, { to: phone });
  await ana.say("last", { to: phone });
  const result = await measure(backlogged, async () => {
    await device.begin();
    await device.client().text("last", { timeoutMs: 60_000 });
  });
  await device.close();
  await sandbox.close();
  return result;
}

interface Backlogged {
  client(): TestClient;
  begin(): Promise<void>;
  close(): Promise<void>;
}

const bareClient = async (sandbox: Sandbox): Promise<Backlogged> => {
  const client = await connectClient(reachableOf(sandbox), { phone, auth: memoryAuth() });
  return {
    client: () => client,
    begin: async () => client.start(),
    close: () => client.close(),
  };
};

const storedClient = async (sandbox: Sandbox): Promise<Backlogged> => {
  const device = await startDevice(fixture, sandbox, phone);
  return { client: () => device.client, begin: async () => device.client.start(), close: () => device.close() };
};

const median = async (measureOnce: () => Promise<Result>): Promise<Result> => {
  const results: Result[] = [];
  for (let round = 0; round < 3; round++) results.push(await measureOnce());
  return results.sort((a, b) => a.perSecond - b.perSecond)[1] as Result;
};

const print = (name: string, { perSecond, nodeUs, postgresUs }: Result, baseline: Result): void => {
  const ratio = (perSecond / baseline.perSecond).toFixed(2);
  const cpu = `CPU ${nodeUs.toFixed(0)} µs + PostgreSQL ${postgresUs.toFixed(0)} µs a message`;
  process.stdout.write(`${name.padEnd(44)} ${perSecond.toFixed(0).padStart(6)}/s  ratio ${ratio}  ${cpu}\n`);
};

await inMemory();
const memory = await median(inMemory);
print("repository in memory", memory, memory);
print("in PostgreSQL, arriving one at a time", await median(() => inDatabase(1)), memory);
print("in PostgreSQL, arriving in a row", await median(() => inDatabase(messages)), memory);
const bare = await median(() => backlog(bareClient));
print(`bare client, backlog of ${backlogged}`, bare, bare);
print(`client on PostgreSQL, backlog of ${backlogged}`, await median(() => backlog(storedClient)), bare);
await fixture.close();
await postgres.stop();
rmSync(postgres.clusterFolder, { recursive: true, force: true });
rmSync(dataDir, { recursive: true, force: true });
