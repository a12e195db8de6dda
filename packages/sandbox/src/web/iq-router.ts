import type { Connection } from "./connection-interface.ts";
import { type IqAnswer, IqError, type IqRequest, type IqRoute, iqFailure, iqResult } from "./iq.ts";
import { childOf, element, type Stanza } from "./stanza.ts";
import type { World } from "./world.ts";

/** Answers the requests of logged-in clients by a table of routes. What no route takes is answered with error 501. */
export class IqRouter {
  readonly #world: World;
  readonly #routes = new Map<string, IqRoute>();

  /** Raises an Error when two routes claim the same requests. */
  constructor(world: World, routes: readonly IqRoute[]) {
    this.#world = world;
    for (const route of routes) {
      const key = routeKey(route.xmlns, route.type, route.child);
      if (this.#routes.has(key)) throw new Error(`two routes for ${key}`);
      this.#routes.set(key, route);
    }
  }

  /** Answers one request. Resolves when the answer and what follows from it is on its way; never rejects. */
  handle(connection: Connection, iq: Stanza): Promise<void> | void {
    // Baileys sends its telemetry without a type.
    const { xmlns = "", type = "set", id } = iq.attrs;
    // A result or an error answers a request of ours; it has no namespace.
    if (type === "result" || type === "error") return;
    const child = childOf(iq) ?? element("");
    const route = this.#routes.get(routeKey(xmlns, type, child.tag)) ?? this.#routes.get(routeKey(xmlns, type));
    const from = connection.address;
    if (id === undefined || from === null || route === undefined) {
      this.#world.transcript.unknown(connection, iq);
      connection.send(iqFailure(iq, 501, "feature-not-implemented"));
      return;
    }
    const following: (() => void)[] = [];
    const request: IqRequest = {
      connection,
      from,
      iq,
      child,
      to: iq.attrs["to"] ?? "@s.whatsapp.net",
      after: (action) => following.push(action),
    };
    const reply = (content: IqAnswer): void => {
      connection.send(iqResult(iq, content));
      for (const action of following) this.#follow(connection, iq, action);
    };
    try {
      const answer = route.answer(request);
      if (answer instanceof Promise)
        return answer.then(reply).catch((error: unknown) => this.#fail(connection, iq, error));
      reply(answer);
    } catch (error) {
      this.#fail(connection, iq, error);
    }
  }

  /** What follows from an answer that is on its way: a failure here must not answer the request once more. */
  #follow(connection: Connection, iq: Stanza, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#world.transcript.failure(connection, iq, error);
    }
  }

  #fail(connection: Connection, iq: Stanza, error: unknown): void {
    if (error instanceof IqError) {
      connection.send(iqFailure(iq, error.code, error.message));
      return;
    }
    // A mistake of the sandbox, not of the client: said in the answer and in the transcript.
    this.#world.transcript.failure(connection, iq, error);
    connection.send(iqFailure(iq, 500, "internal-server-error"));
  }
}

function routeKey(xmlns: string, type: string, child?: string): string {
  return child === undefined ? `${xmlns} ${type}` : `${xmlns} ${type} ${child}`;
}
