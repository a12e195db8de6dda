// Measures incoming messages: decrypted and committed through the keys in PostgreSQL, against Baileys' repository in memory.
// node src/bench/decryption.bench.ts [messages per run]
import { readdirSync, readFileSync } from "node:fs";
import { startTestPostgres } from "@waxwing/database/vitest-global-setup";
import { silenceLibsignal } from "../keys/silence-libsignal.ts";
import { startKeysFixture } from "../keys/testing/keys-fixture.ts";
import { createPeer, encrypt, introduce, type Party, partyOf, receive, type Sent } from "../keys/testing/peer.ts";

silenceLibsignal();
const messages = Number(process.argv[2] ?? 3000);
const contacts = 10;
const postgres = await startTestPostgres();
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

/** Decrypts, at most `inFlight` at a time; Baileys itself has one at a time. */
async function run(sent: readonly Sent[], inFlight: number, decrypt: (sent: Sent) => Promise<string>): Promise<Result> {
  const [cpu, postgresBefore, begin] = [process.cpuUsage(), postgresCpuMs(), performance.now()];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let each = sent[next++]; each !== undefined; each = sent[next++]) await decrypt(each);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (sent.length / elapsedMs) * 1000,
    nodeUs: (user + system) / sent.length,
    postgresUs: ((postgresCpuMs() - postgresBefore) * 1000) / sent.length,
  };
}

const inMemory = async (): Promise<Result> => {
  const receiver = createPeer();
  const decrypt = (sent: Sent) => receive(receiver, sent);
  return run(await prepare(receiver, decrypt), 1, decrypt);
};

const inDatabase = async (inFlight: number): Promise<Result> => {
  const keys = await fixture.open(await fixture.addInstance());
  const receiver = partyOf(keys);
  const decrypt = (sent: Sent) => receive(receiver, sent, keys);
  const sent = await prepare(receiver, decrypt);
  const result = await run(sent, inFlight, decrypt);
  await keys.close();
  return result;
};

const median = async (measure: () => Promise<Result>): Promise<Result> => {
  const results: Result[] = [];
  for (let round = 0; round < 3; round++) results.push(await measure());
  return results.sort((a, b) => a.perSecond - b.perSecond)[1] as Result;
};

await inMemory();
const baseline = await median(inMemory);
const lines = [
  ["in memory, one at a time", baseline],
  ["in PostgreSQL, one at a time", await median(() => inDatabase(1))],
  ["in PostgreSQL, 16 at a time", await median(() => inDatabase(16))],
] as const;
for (const [name, { perSecond, nodeUs, postgresUs }] of lines) {
  const ratio = perSecond / baseline.perSecond;
  process.stdout.write(
    `${name.padEnd(30)} ${perSecond.toFixed(0).padStart(6)}/s  ratio ${ratio.toFixed(2)}  CPU ${nodeUs.toFixed(0)} µs + PostgreSQL ${postgresUs.toFixed(0)} µs a message\n`,
  );
}
await fixture.close();
await postgres.stop();
