import {
  type BinaryNode,
  jidDecode,
  jidNormalizedUser,
  USyncQuery,
  type USyncQueryResultList,
  USyncUser,
} from "@whiskeysockets/baileys";
import type { WebSession } from "../../session.ts";
import { phoneJidsOf } from "../addresses.ts";
import { type RequestOptions, request } from "../request.ts";
import type { KnownRecipient } from "./fresh-answers.ts";
import { numberForms } from "./number-forms.ts";

/** Users of one question; WhatsApp takes several hundred. */
const CHUNK = 250;

/** What the answer's `<contact>` says, with the number as it was asked. */
interface Contact {
  readonly isKnown: boolean;
  readonly digits: string;
}

/** Asks who of phone JIDs is on WhatsApp, under which number and LID. All forms of all numbers are asked at once. */
export async function askPhones(
  session: WebSession,
  jids: readonly string[],
  options: RequestOptions,
): Promise<Map<string, KnownRecipient>> {
  const forms = new Map(jids.map((jid) => [jid, numberForms(jidDecode(jid)?.user ?? "")]));
  const byNumber = new Map<string, { jid: string; lid: string | null }>();
  const numbers = [...new Set([...forms.values()].flat())];
  for (const chunk of chunksOf(numbers)) {
    for (const { id, ...user } of await askContacts(session, chunk, options)) {
      const { contact } = user;
      if (!isContact(contact) || !contact.isKnown) continue;
      const found = { jid: jidNormalizedUser(id), lid: lidIn(user) };
      byNumber.set(jidDecode(id)?.user ?? "", found);
      if (contact.digits !== "") byNumber.set(contact.digits, found);
    }
  }
  await remember(session, [...byNumber.values()]);
  return new Map(
    jids.map((jid) => {
      const found = forms
        .get(jid)
        ?.map((form) => byNumber.get(form))
        .find((each) => each !== undefined);
      return [jid, found === undefined ? { isKnown: false, jid, lid: null } : { isKnown: true, ...found }];
    }),
  );
}

/** Says of LIDs whether they are accounts, with phone JIDs where the connection knows them. */
export async function askLids(
  session: WebSession,
  lids: readonly string[],
  options: RequestOptions,
): Promise<Map<string, KnownRecipient>> {
  const phones = await phoneJidsOf(session.socket, lids);
  const answers = new Map<string, KnownRecipient>();
  for (const lid of lids) answers.set(lid, { isKnown: phones.has(lid), jid: phones.get(lid) ?? lid, lid: null });
  for (const chunk of chunksOf(lids.filter((lid) => !phones.has(lid)))) {
    const query = new USyncQuery().withDeviceProtocol();
    for (const lid of chunk) query.withUser(new USyncUser().withId(lid));
    const answer = await request(session, options, (socket) => socket.executeUSyncQuery(query));
    for (const { id, devices } of answer?.list ?? []) {
      const lid = jidNormalizedUser(id);
      if (hasDevices(devices)) answers.set(lid, { isKnown: true, jid: lid, lid });
    }
  }
  for (const [lid, answer] of answers) if (answer.isKnown) answers.set(lid, { ...answer, lid });
  return answers;
}

async function askContacts(
  session: WebSession,
  numbers: readonly string[],
  options: RequestOptions,
): Promise<USyncQueryResultList[]> {
  const query = new USyncQuery().withContactProtocol().withLIDProtocol();
  query.protocols = query.protocols.map((protocol) =>
    protocol.name === "contact" ? { ...boundTo(protocol), parser: contactIn } : protocol,
  );
  for (const number of numbers) query.withUser(new USyncUser().withPhone(`+${number}`));
  const answer = await request(session, options, (socket) => socket.executeUSyncQuery(query));
  return answer?.list ?? [];
}

type Protocol = USyncQuery["protocols"][number];

function boundTo(protocol: Protocol): Omit<Protocol, "parser"> {
  return {
    name: protocol.name,
    getQueryElement: () => protocol.getQueryElement(),
    getUserElement: (user) => protocol.getUserElement(user),
  };
}

/** Baileys' own parser drops the number, by which an answer in another order or form is recognised. */
function contactIn({ attrs, content }: BinaryNode): Contact {
  const text = typeof content === "string" || content instanceof Uint8Array ? Buffer.from(content).toString() : "";
  return { isKnown: attrs["type"] === "in", digits: text.replace(/\D/g, "") };
}

function isContact(value: unknown): value is Contact {
  return typeof value === "object" && value !== null && "isKnown" in value && "digits" in value;
}

function lidIn(user: Readonly<Record<string, unknown>>): string | null {
  return typeof user["lid"] === "string" ? jidNormalizedUser(user["lid"]) : null;
}

function hasDevices(devices: unknown): boolean {
  if (typeof devices !== "object" || devices === null || !("deviceList" in devices)) return false;
  return Array.isArray(devices.deviceList) && devices.deviceList.length > 0;
}

/** Tells the connection which LID is whose, so that a send does not ask for it again. */
async function remember({ socket }: WebSession, found: readonly { jid: string; lid: string | null }[]): Promise<void> {
  const pairs = found.flatMap(({ jid, lid }) => (lid === null ? [] : [{ pn: jid, lid }]));
  if (pairs.length > 0) await socket.signalRepository.lidMapping.storeLIDPNMappings(pairs);
}

function* chunksOf<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
