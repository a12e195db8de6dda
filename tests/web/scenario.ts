import type { OperationId } from "@waxwing/contract";
import type { Contact, GroupHandle, Sandbox, WhatsAppAccount } from "@waxwing/sandbox";
import type { TestClient } from "@waxwing/sandbox/testing/baileys-client";
import type { WebFixture, WebInstance } from "../support/web-fixture.ts";
import type { FileServer } from "./file-server.ts";

type Json = Record<string, unknown>;

/** What every scenario finds: a server with a paired instance, and people around it. */
export interface World {
  readonly web: WebFixture;
  readonly sandbox: Sandbox;
  /** The instance that is called, unless a scenario makes its own. */
  readonly shop: WebInstance;
  /** Its account, as the phone shows it. */
  readonly phone: WhatsAppAccount;
  /** Another linked device of the same account. */
  readonly tablet: TestClient;
  /** Another account's client, which sees the profile from outside. */
  readonly stranger: TestClient;
  readonly ana: Contact;
  readonly bia: Contact;
  readonly files: FileServer;
  /** Somebody of a number that nobody had before. */
  person(): Promise<Contact>;
  /** A group of the instance's account with Ana and Bia; the instance is its superadmin unless `by` is another number. */
  group(subject: string, by?: string): GroupHandle;
  /** Lets a contact write to the instance, and waits until the server has it; its id. */
  heard(from: Contact, text: string, to?: string): Promise<string>;
  /** Lets the instance write to a contact, and waits until it has arrived; its id. */
  said(to: string, text: string, seenBy: Contact): Promise<string>;
  /** Resolves once the server has stored the message. */
  stored(id: string, instance?: string): Promise<Json>;
}

/** One call of an operation, and what the other side must have of it. */
export interface Scenario<Context = unknown> {
  readonly operation: OperationId;
  /** What is special, when an operation has several. */
  readonly about?: string;
  /** What must be there; `marker` is a word that no other call has. */
  readonly given?: (world: World, marker: string) => Promise<Context> | Context;
  /** Fields of the input, without `instanceName` unless it is another than the shop. */
  readonly input: (world: World, marker: string, context: Context) => Json;
  /** Asks the other side. Throws when it saw anything else. */
  readonly verify: (call: Made<Context>) => Promise<void> | void;
}

/** A call that was made. */
export interface Made<Context> {
  readonly world: World;
  readonly marker: string;
  readonly context: Context;
  /** What the server answered, in the contract's form. */
  readonly answer: Json;
}

/** A scenario with the type of its context worked out. */
export function scenario<Context>(definition: Scenario<Context>): Scenario {
  return definition as Scenario;
}

/** The id of the message of an answer. */
export function idOf(answer: Json): string {
  return (answer["key"] as { id: string }).id;
}
