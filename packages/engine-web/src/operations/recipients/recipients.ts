import type { EngineInstance, RecipientLookup, ResolvedRecipient } from "@waxwing/core";
import type { Database } from "@waxwing/database";
import { isJidGroup, isJidNewsletter, isLidUser, isPnUser } from "@whiskeysockets/baileys";
import type { Logger } from "pino";
import type { WebSessions } from "../../session.ts";
import { FreshAnswers, type KnownRecipient } from "./fresh-answers.ts";
import { lookUpChannel, lookUpGroup } from "./places.ts";
import { readRecipients, writeRecipients } from "./recipient-rows.ts";
import { askLids, askPhones } from "./usync.ts";

/** Some 300 bytes each. */
const MOST_IN_MEMORY = 20_000;

const PLACES_AT_A_TIME = 10;

export interface RecipientOptions {
  readonly sessions: WebSessions;
  readonly database: Database;
  readonly log: Logger;
}

/**
 * Who is on WhatsApp. Answers about people are remembered: in memory for sends one after the other, in the database over
 * restarts. Groups and channels are asked each time. Names of people are not WhatsApp's to tell: null.
 */
export function createRecipients({ sessions, database, log }: RecipientOptions): RecipientLookup {
  const fresh = new FreshAnswers(MOST_IN_MEMORY);
  return {
    async lookUp(instance, queries, signal) {
      const asked = [...new Set(queries)];
      const people = asked.filter(isPerson);
      const known = await answersFor(instance, people, signal);
      const found = new Map(people.map((query) => [query, resolved(query, known.get(query))]));
      const places = asked.filter((query) => !isPerson(query));
      for (let start = 0; start < places.length; start += PLACES_AT_A_TIME) {
        const batch = places.slice(start, start + PLACES_AT_A_TIME);
        for (const place of await Promise.all(batch.map((jid) => lookUpPlace(instance, jid, signal)))) {
          found.set(place.query, place);
        }
      }
      return queries.map((query) => found.get(query) ?? resolved(query, undefined));
    },
  };

  async function answersFor(
    instance: EngineInstance,
    people: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, KnownRecipient>> {
    const answers = new Map<string, KnownRecipient>();
    for (const query of people) {
      const answer = fresh.get(`${instance.id} ${query}`);
      if (answer !== undefined) answers.set(query, answer);
    }
    const notInMemory = people.filter((query) => !answers.has(query));
    if (notInMemory.length === 0) return answers;
    for (const { query, ageMs, ...answer } of await readRecipients(database, instance.id, notInMemory)) {
      answers.set(query, answer);
      fresh.set(`${instance.id} ${query}`, answer, Date.now() - ageMs);
    }
    const unknown = notInMemory.filter((query) => !answers.has(query));
    if (unknown.length === 0) return answers;
    const asked = await ask(instance, unknown, signal);
    for (const [query, answer] of asked) {
      answers.set(query, answer);
      fresh.set(`${instance.id} ${query}`, answer);
    }
    await writeRecipients(database, instance.id, asked).catch((err: unknown) =>
      log.warn({ err, instance: instance.name }, "what WhatsApp said of recipients could not be stored"),
    );
    return answers;
  }

  async function ask(
    instance: EngineInstance,
    people: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, KnownRecipient>> {
    const session = sessions.of(instance);
    const phones = people.filter((query) => isPnUser(query));
    const lids = people.filter((query) => isLidUser(query));
    const answers = new Map<string, KnownRecipient>();
    if (phones.length > 0) for (const entry of await askPhones(session, phones, { signal })) answers.set(...entry);
    if (lids.length > 0) for (const entry of await askLids(session, lids, { signal })) answers.set(...entry);
    return answers;
  }

  async function lookUpPlace(instance: EngineInstance, jid: string, signal: AbortSignal): Promise<ResolvedRecipient> {
    if (isJidGroup(jid)) return lookUpGroup(sessions.of(instance), jid, signal);
    if (isJidNewsletter(jid)) return lookUpChannel(sessions.of(instance), jid, signal);
    return resolved(jid, undefined);
  }
}

function isPerson(query: string): boolean {
  return isPnUser(query) === true || isLidUser(query) === true;
}

function resolved(query: string, known: KnownRecipient | undefined): ResolvedRecipient {
  return { query, exists: known?.isKnown === true, jid: known?.jid ?? query, lid: known?.lid ?? null, name: null };
}
