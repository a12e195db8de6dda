import type { BaileysEventMap, Chat, Contact, WAMessage } from "@whiskeysockets/baileys";
import type { TestClient } from "../../../testing/baileys-client.ts";

/** What an application that listens to a client's events would know by now. */
export interface ClientView {
  readonly chats: Map<string, Partial<Chat>>;
  readonly deletedChats: string[];
  readonly contacts: Map<string, Partial<Contact>>;
  /** Messages of history, by id. */
  readonly history: Map<string, WAMessage>;
}

/** Applies all events that a client has emitted so far, in their order. */
export function viewOfClient(client: TestClient): ClientView {
  const view: ClientView = { chats: new Map(), deletedChats: [], contacts: new Map(), history: new Map() };
  for (const { name, data } of client.events) APPLY[name as keyof typeof APPLY]?.(view, data as never);
  return view;
}

const APPLY = {
  "messaging-history.set"(view: ClientView, data: BaileysEventMap["messaging-history.set"]) {
    for (const chat of data.chats) merge(view.chats, chat.id ?? "", chat);
    for (const contact of data.contacts) merge(view.contacts, contact.id, contact);
    for (const message of data.messages) view.history.set(message.key.id ?? "", message);
  },
  "chats.upsert"(view: ClientView, data: BaileysEventMap["chats.upsert"]) {
    for (const chat of data) merge(view.chats, chat.id ?? "", chat);
  },
  "chats.update"(view: ClientView, data: BaileysEventMap["chats.update"]) {
    for (const chat of data) merge(view.chats, chat.id ?? "", chat);
  },
  "chats.delete"(view: ClientView, data: BaileysEventMap["chats.delete"]) {
    for (const id of data) view.chats.delete(id);
    view.deletedChats.push(...data);
  },
  "contacts.upsert"(view: ClientView, data: BaileysEventMap["contacts.upsert"]) {
    for (const contact of data) merge(view.contacts, contact.id, contact);
  },
  "contacts.update"(view: ClientView, data: BaileysEventMap["contacts.update"]) {
    for (const contact of data) merge(view.contacts, contact.id ?? "", contact);
  },
};

function merge<Value extends object>(into: Map<string, Value>, id: string, change: Value): void {
  const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  into.set(id, { ...into.get(id), ...(defined as Value) });
}
