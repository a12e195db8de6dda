import type { WAMessage } from "@whiskeysockets/baileys";
import type { Inbound, InboundOptions } from "../ports.ts";

/** Remembers what connections told. */
export interface InboundRecord {
  readonly messages: WAMessage[];
  /** How often it was asked to replay. */
  readonly replays: number;
  createInbound(options: InboundOptions): Inbound;
}

export function inboundRecord(): InboundRecord {
  const messages: WAMessage[] = [];
  let replays = 0;
  return {
    messages,
    get replays() {
      return replays;
    },
    createInbound: ({ onCall }) => ({
      process(events) {
        messages.push(...(events["messages.upsert"]?.messages ?? []));
        for (const call of events.call ?? []) onCall?.(call);
      },
      async replay() {
        replays += 1;
      },
      drained: async () => {},
      stop: () => {},
    }),
  };
}
