import { randomBytes } from "node:crypto";
import { WireClient } from "@waxwing/sandbox/testing/wire-client";
import { type BinaryNode, DEFAULT_CONNECTION_CONFIG, generateLoginNode } from "@whiskeysockets/baileys";
import type { BareClient } from "./bare-client.ts";
import type { Results } from "./tasks.ts";

/** Two hundred bytes, as a short text has them after encryption. */
const CIPHERTEXT = randomBytes(200);

/**
 * Sends bare message stanzas from one device to another, `window` at a time. Both ends behave on the wire as clients
 * do (the receiver sends receipts, both acknowledge what they get), and leave Signal out.
 */
export async function route(
  url: string,
  sender: BareClient,
  receiver: BareClient,
  { messages, window }: { readonly messages: number; readonly window: number },
): Promise<Results["route"]> {
  const startedAt = new Map<string, number>();
  const latenciesMs: number[] = [];
  let finish: () => void = () => {};
  const allRouted = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let delivered = 0;
  let next = 0;
  const run = Date.now().toString(16).toUpperCase();

  const receiving = await login(url, receiver, (stanza, client) => {
    const { id = "", from } = stanza.attrs;
    if (stanza.tag !== "message") return;
    const since = startedAt.get(id);
    if (since !== undefined) latenciesMs.push(performance.now() - since);
    client.send({ tag: "receipt", attrs: { id, to: from ?? "" } });
  });
  const sending = await login(url, sender, (stanza, client) => {
    const { id = "", from = "", type } = stanza.attrs;
    if (stanza.tag !== "receipt") return;
    client.send({ tag: "ack", attrs: { class: "receipt", id, to: from, ...(type === undefined ? {} : { type }) } });
    // What an earlier round left behind comes at login.
    if (type !== undefined || !startedAt.delete(id)) return;
    if (++delivered === messages) finish();
    else if (next < messages) write();
  });
  const to = receiver.auth.creds.me?.lid ?? "";
  const write = (): void => {
    const id = `3EB0${run}${(next++).toString(16).padStart(6, "0").toUpperCase()}`;
    startedAt.set(id, performance.now());
    sending.send(message(id, to));
  };
  const begin = performance.now();
  for (let index = 0; index < Math.min(window, messages); index++) write();
  await allRouted;
  const elapsedMs = performance.now() - begin;
  await Promise.all([sending.close(), receiving.close()]);
  return { elapsedMs, latenciesMs };
}

function message(id: string, to: string): BinaryNode {
  const [user = "", server = ""] = to.split("@");
  const chat = `${user.split(":")[0]}@${server}`;
  return {
    tag: "message",
    attrs: { id, to: chat, type: "text" },
    content: [
      {
        tag: "participants",
        attrs: {},
        content: [
          {
            tag: "to",
            attrs: { jid: to },
            content: [{ tag: "enc", attrs: { v: "2", type: "msg" }, content: CIPHERTEXT }],
          },
        ],
      },
    ],
  };
}

async function login(
  url: string,
  { auth }: BareClient,
  onStanza: (stanza: BinaryNode, client: WireClient) => void,
): Promise<WireClient> {
  const me = auth.creds.me;
  if (me === undefined) throw new Error("the client is not linked");
  const client: WireClient = await WireClient.connect(`${url.replace("http", "ws")}/ws/chat`, {
    noiseKey: auth.creds.noiseKey,
    payload: generateLoginNode(me.id, { ...DEFAULT_CONNECTION_CONFIG, auth }),
    onStanza: (stanza) => onStanza(stanza, client),
  });
  client.send({
    tag: "iq",
    attrs: { id: "active", to: "@s.whatsapp.net", xmlns: "passive", type: "set" },
    content: [{ tag: "active", attrs: {} }],
  });
  await client.receive(({ tag, attrs }) => tag === "iq" && attrs["id"] === "active");
  return client;
}
