import type { Database } from "@waxwing/database";
import type { Logger } from "pino";
import type { CreationStep } from "./delivery-channel.ts";
import type { Engines } from "./engines.ts";
import type { Inbox } from "./inbox.ts";
import type { InstanceChanges } from "./instance-changes.ts";
import type { InstanceDirectory } from "./instance-directory.ts";
import type { MessageLookup } from "./message-lookup.ts";
import type { Sealing } from "./sealing.ts";
import type { Sends } from "./sends.ts";

/** What the handlers of the core work with. */
export interface CoreParts {
  readonly database: Database;
  readonly directory: InstanceDirectory;
  readonly changes: InstanceChanges;
  readonly engines: Engines;
  readonly sends: Sends;
  /** What WhatsApp has confirmed is written through it, as if another device had done it. */
  readonly inbox: Inbox;
  readonly messages: MessageLookup;
  readonly sealing: Sealing;
  /** Called after a commit that appended events. */
  readonly committed: (events: number) => void;
  readonly creationSteps: readonly CreationStep[];
  /** Hash of the global key, which no instance token may equal. */
  readonly globalKeyHash: Buffer;
  readonly log: Logger;
}
