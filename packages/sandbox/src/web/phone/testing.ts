import type { BaileysEventMap, WAMessage } from "@whiskeysockets/baileys";
import type { TestClient } from "../../testing/baileys-client.ts";
import type { TestSandbox } from "../../testing/start.ts";
import { WebContact } from "./contact.ts";

/** A contact with this number. */
export function contactOf({ world }: TestSandbox, phone = "15559990001", name = "Bob"): WebContact {
  return new WebContact(world, world.directory.account(phone, { name }));
}

/** The message with this id as the client got it. */
export function messageOf(client: TestClient, { id }: { readonly id: string }): Promise<WAMessage> {
  return client.message(({ key, message }) => key.id === id && message !== null && message !== undefined);
}

/**
 * Resolves once a message that the client sent has this status. Without latency Baileys may merge the update into the
 * event that tells of the message itself.
 */
export function untilStatus(client: TestClient, id: string | null | undefined, status: number): Promise<void> {
  const isReached = (): boolean =>
    client.events.some(({ name, data }) => {
      if (name === "messages.update") {
        const updates = data as BaileysEventMap["messages.update"];
        return updates.some(({ key, update }) => key.id === id && update.status === status);
      }
      if (name !== "messages.upsert") return false;
      return (data as BaileysEventMap["messages.upsert"]).messages.some(
        (message) => message.key.id === id && message.status === status,
      );
    });
  return client.until(isReached, { what: `status ${status} of ${id}` });
}
