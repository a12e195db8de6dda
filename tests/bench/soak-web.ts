/**
 * `npm run soak:web`: mixed traffic of many instances for a while, with the server's memory every minute. Ends with 1 when a
 * message was lost on the way, or when memory has not stayed flat after warm-up.
 */
import { parseArgs } from "node:util";
import { until } from "../processes/conditions.ts";
import { residentMbOf } from "../processes/process-figures.ts";
import { postToAdmin, startWebBench, type WebBench } from "./web/web-bench.ts";

const usage = `Usage: npm run soak:web -- [options]

  --minutes N     how long (30)
  --instances N   paired instances (50)
  --rate N        actions a second (20)
`;

/** Memory may rise by this part between the end of the warm-up (a sixth of the time) and the end. */
const flatness = 0.1;
const contacts = 20;
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

interface Totals {
  texts: number;
  said: number;
  pictures: number;
  reactions: number;
}

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    instances: { type: "string", default: "50" },
    rate: { type: "string", default: "20" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help === true) process.stdout.write(usage);
else process.exitCode = (await soak(Number(values.minutes), Number(values.instances), Number(values.rate))) ? 0 : 1;

async function soak(minutes: number, instances: number, rate: number): Promise<boolean> {
  const bench = await startWebBench();
  const names = Array.from({ length: instances }, (_, index) => `soak-${index}`);
  const people = Array.from({ length: contacts }, (_, index) => String(5511980000001 + index));
  const phoneOf = (index: number): string => String(5511955000000 + index);
  const totals: Totals = { texts: 0, said: 0, pictures: 0, reactions: 0 };
  try {
    await bench.pair(names, phoneOf);
    await bench.addContacts(people);
    const begin = performance.now();
    const endsAt = begin + minutes * 60_000;
    const curve: number[] = [];
    const sample = (): void => {
      const memory = residentMbOf(bench.server().pid);
      curve.push(memory);
      process.stdout.write(
        `${String(curve.length - 1).padStart(3)} min  ${memory.toFixed(0)} MB  ${JSON.stringify(totals)}\n`,
      );
    };
    sample();
    const sampling = setInterval(sample, 60_000);
    let count = 0;
    const running = new Set<Promise<void>>();
    await new Promise<void>((resolve, reject) => {
      const ticking = setInterval(() => {
        if (performance.now() >= endsAt) {
          clearInterval(ticking);
          resolve();
          return;
        }
        const index = count++;
        const action = act(bench, index, { names, people, phoneOf, totals })
          .catch((error: unknown) => {
            clearInterval(ticking);
            reject(error);
          })
          .finally(() => running.delete(action));
        running.add(action);
      }, 1000 / rate);
    });
    clearInterval(sampling);
    await Promise.all(running);
    sample();
    await checkStored(bench, totals);
    const warm = curve[Math.ceil(curve.length / 6)] ?? curve[0] ?? 0;
    const last = curve.at(-1) ?? 0;
    const rise = last / warm - 1;
    process.stdout.write(
      `memory after warm-up ${warm.toFixed(0)} MB, at the end ${last.toFixed(0)} MB: ${(rise * 100).toFixed(1)} %\n`,
    );
    return rise <= flatness;
  } finally {
    await bench.close();
  }
}

interface Cast {
  readonly names: readonly string[];
  readonly people: readonly string[];
  readonly phoneOf: (index: number) => string;
  readonly totals: Totals;
}

async function act(bench: WebBench, index: number, { names, people, phoneOf, totals }: Cast): Promise<void> {
  const instance = index % names.length;
  const person = people[index % people.length] as string;
  switch (index % 4) {
    case 0:
      await postToAdmin(bench.sandbox, `/contacts/${person}/say`, {
        to: phoneOf(instance),
        text: `Are you there? ${index}`,
      });
      totals.said += 1;
      return;
    case 1:
    case 2: {
      const { key } = await send<{ key: { remoteJid: string; id: string } }>(bench, "sendText", names[instance], {
        number: person,
        text: `Yes, what can we do for you? ${index}`,
      });
      totals.texts += 1;
      if (index % 8 !== 1) return;
      await send(bench, "sendReaction", names[instance], { key: { ...key, fromMe: true }, reaction: "👍" });
      totals.reactions += 1;
      return;
    }
    default:
      await postToAdmin(bench.sandbox, `/contacts/${person}/media`, {
        to: phoneOf(instance),
        type: "image",
        base64: pixel,
        mimeType: "image/png",
        caption: `Picture ${index}`,
      });
      totals.pictures += 1;
  }
}

async function send<Answer>(bench: WebBench, what: string, name: string | undefined, body: unknown): Promise<Answer> {
  const { url, apiKey } = bench.server();
  const answer = await fetch(`${url}/message/${what}/${name}`, {
    method: "POST",
    headers: { apikey: apiKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201) throw new Error(`${what} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

async function checkStored({ database }: WebBench, totals: Totals): Promise<void> {
  const expected = { incoming: totals.said + totals.pictures, outgoing: totals.texts + totals.reactions };
  await until("all messages are stored", async () => {
    const { rows } = await database.query<{ incoming: number; outgoing: number }>(
      "SELECT count(*) FILTER (WHERE NOT from_me) AS incoming, count(*) FILTER (WHERE from_me) AS outgoing FROM message",
    );
    return rows[0]?.incoming === expected.incoming && rows[0].outgoing === expected.outgoing;
  });
  process.stdout.write(`stored: ${JSON.stringify(expected)}, as many as were sent\n`);
}
