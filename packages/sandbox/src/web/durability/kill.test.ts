import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { WAMessage } from "@whiskeysockets/baileys";
import { afterEach, expect, test } from "vitest";
import { Random } from "../../random.ts";
import type { TestClient } from "../../testing/baileys-client.ts";
import { SERVER_ACK, statusesOf } from "../messaging/testing/stage.ts";
import { type Box, startBox } from "./testing/box.ts";
import { exclusiveAuth } from "./testing/session-keys.ts";

const ANA = "5511988880001";
const EVA = "5511977770001";
/** Another than who writes, since Baileys itself can spoil a session that it uses both ways when it is cut off. */
const LEO = "5511977770002";
const LEOS_JID = `${LEO}@s.whatsapp.net`;
const LIVES = 4;

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

test("what was confirmed before a kill in the middle of traffic is not lost, and nothing comes twice", async () => {
  const data = await mkdtemp(join(tmpdir(), "waxwing-kill-"));
  cleanUp.push(() => rm(data, { recursive: true, force: true }));
  const random = new Random("kill");
  let box = await startBox("killed", { data });
  cleanUp.push(() => box.stop());
  for (const phone of [EVA, LEO]) await box.admin("POST", "/contacts", { phone });
  let sessionsEnded = (): number => 0;
  const ana = await box.client(
    ANA,
    exclusiveAuth(() => sessionsEnded()),
  );
  const before = ana.ends.length;
  sessionsEnded = () => ana.ends.length - before;
  cleanUp.push(() => ana.close());
  const said: string[] = [];
  const sent: string[] = [];

  for (let life = 0; life < LIVES; life++) {
    const deadline = 20 + random.integer("deadline", 40);
    const isOver = (): boolean => said.length + sent.length >= (life + 1) * 30 + deadline;
    let isKilled = false;
    const { socket } = ana;
    const isEnough = ana.until(isOver, { what: "traffic" }).then(async () => {
      isKilled = true;
      await box.stop();
    });
    await Promise.all([
      writeFromContact(box, { life, said }, () => isKilled),
      writeFromClient(ana, sent, () => isKilled),
      isEnough,
    ]);
    const { ev } = socket;
    await ana.closed();
    ev.flush();
    box = await startBox("killed", { data, port: box.port });
    ana.start();
    await ana.opened();
  }

  // Both can still write to each other.
  await box.admin("POST", `/contacts/${EVA}/say`, { text: "the end", to: ANA });
  await ana.text("the end");
  const last = await ana.send(LEOS_JID, { text: "the end" });
  await ana.until(() => statusesOf(ana, last.key.id).some((status) => status >= SERVER_ACK), { what: "ack" });

  const shown = ana.events
    .filter(({ name }) => name === "messages.upsert")
    .flatMap(({ data }) => (data as { messages: WAMessage[] }).messages)
    .filter(({ key, message }) => key.fromMe !== true && message)
    .map(({ key }) => key.id ?? "");
  expect(new Set(shown).size).toBe(shown.length);
  // Decrypted when the connection was already gone, Baileys shows a message to nobody, and refuses it when it comes again.
  const refused = ana.complaints().flatMap(({ message, details }) => {
    const { key, err } = details as { key?: { id?: string }; err?: Error };
    return message === "failed to decrypt message" && err?.name === "MessageCounterError" ? (key?.id ?? []) : [];
  });
  expect(said.filter((id) => !shown.includes(id) && !refused.includes(id))).toEqual([]);
  expect(said.filter((id) => shown.includes(id)).length).toBeGreaterThan(LIVES);

  const heard = await box.admin<{ id: string }[]>("GET", `/contacts/${LEO}/received?limit=10000`);
  const ids = heard.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const confirmed = sent.filter((id) => statusesOf(ana, id).some((status) => status >= SERVER_ACK));
  expect(confirmed.length).toBeGreaterThan(LIVES);
  expect(confirmed.filter((id) => !ids.includes(id))).toEqual([]);
  expect(await box.stanzas({ tag: "receipt", type: "retry" })).toEqual([]);
}, 120_000);

/** Lets the contact write one text after the other; ids of what the admin API has confirmed go into `said`. */
async function writeFromContact(
  box: Box,
  { life, said }: { readonly life: number; readonly said: string[] },
  isKilled: () => boolean,
): Promise<void> {
  for (let number = 0; !isKilled(); number++) {
    const text = `eva ${life}.${number}`;
    const answer = await box.admin<{ id: string }>("POST", `/contacts/${EVA}/say`, { text, to: ANA }).catch(() => null);
    if (answer !== null) said.push(answer.id);
  }
}

async function writeFromClient(ana: TestClient, sent: string[], isKilled: () => boolean): Promise<void> {
  while (!isKilled()) {
    const text = `ana ${sent.length}`;
    const message = await ana.send(LEOS_JID, { text }).catch(() => null);
    if (message === null) return;
    sent.push(message.key.id ?? "");
    // Sending takes no turn of the event loop by itself: nothing would ever be received.
    await nextTurn();
  }
}
