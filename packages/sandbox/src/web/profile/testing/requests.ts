import type { TestClient } from "../../../testing/baileys-client.ts";
import type { Stanza } from "../../stanza.ts";

/** The error code with which a client's request is refused; null when it is not. */
export async function codeOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => null,
    (error: { data?: unknown }) => error.data ?? error,
  );
}

/** Sends a request that Baileys has no function for. */
export async function ask(client: TestClient, attributes: Record<string, string>, content?: Stanza[]): Promise<Stanza> {
  return client.socket.query({
    tag: "iq",
    attrs: { to: "@s.whatsapp.net", ...attributes },
    ...(content === undefined ? {} : { content }),
  });
}
