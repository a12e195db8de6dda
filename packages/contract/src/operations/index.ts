import type { z } from "zod";
import type { Operation } from "../definition/operation.ts";
import { business } from "./business.ts";
import { calls } from "./calls.ts";
import { chat } from "./chat.ts";
import { group } from "./group.ts";
import { instance } from "./instance.ts";
import { label } from "./label.ts";
import { message } from "./message.ts";
import { profile } from "./profile.ts";
import { proxy } from "./proxy.ts";
import { settings } from "./settings.ts";
import { webhook } from "./webhook.ts";

/** Every operation of Waxwing, as `group.name`. Everything else is derived from this record. */
export const operations = { instance, settings, webhook, proxy, message, chat, group, profile, label, calls, business };

export type Operations = typeof operations;

/** What each group of operations is about, for reference pages. */
export const groupDescriptions: Readonly<Record<keyof Operations, string>> = {
  instance: "WhatsApp accounts under names of yours: create, connect, list, log out, delete",
  settings: "Behaviour of an instance",
  webhook: "Where events of an instance are posted",
  proxy: "The proxy through which an instance reaches WhatsApp",
  message: "Send texts, media, places, contacts, reactions, polls, lists, buttons, stickers and status posts",
  chat: "Find messages, chats and contacts; read, edit, delete; archive, mute, pin; check numbers; block",
  group: "Groups: create, change, members, invitations",
  profile: "Profiles and privacy of the account",
  label: "Labels of business accounts",
  calls: "Ring and reject calls",
  business: "Catalogs of business accounts",
};

/** `"message.sendText"`: the union of all operation ids. */
export type OperationId<Ops = Operations> = {
  [G in keyof Ops & string]: `${G}.${keyof Ops[G] & string}`;
}[keyof Ops & string];

/** The operation with an id. */
export type OperationById<Id extends string, Ops = Operations> = Id extends `${infer G}.${infer N}`
  ? G extends keyof Ops
    ? N extends keyof Ops[G]
      ? Ops[G][N]
      : never
    : never
  : never;

/** What a caller may send. */
export type OperationInput<Op> = Op extends { readonly input: infer I extends z.ZodType } ? z.input<I> : never;
/** What a handler receives: parsed, with defaults. */
export type ParsedInput<Op> = Op extends { readonly input: infer I extends z.ZodType } ? z.output<I> : never;
/** What a caller gets. */
export type OperationOutput<Op> = Op extends { readonly output: infer O extends z.ZodType } ? z.output<O> : never;

/** An operation with its names. */
export interface OperationEntry {
  readonly id: OperationId;
  readonly group: string;
  readonly name: string;
  readonly operation: Operation;
}

/** All operations in the order of their declaration. */
export const operationEntries: readonly OperationEntry[] = Object.entries(operations).flatMap(([group, members]) =>
  Object.entries(members as Record<string, unknown>).map(([name, operation]) => ({
    id: `${group}.${name}` as OperationId,
    group,
    name,
    operation: operation as Operation,
  })),
);

const entriesById = new Map(operationEntries.map((entry) => [entry.id as string, entry]));

/** The operation with an id, or undefined. */
export function operationEntry(id: string): OperationEntry | undefined {
  return entriesById.get(id);
}
