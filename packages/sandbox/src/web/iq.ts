import type { Connection } from "./connection-interface.ts";
import type { DeviceAddress } from "./model.ts";
import { element, type Stanza } from "./stanza.ts";

/** A request that cannot be answered with a result. Becomes `<iq type="error"><error code text/></iq>`. */
export class IqError extends Error {
  readonly code: number;

  /** @param code As WhatsApp has them: 400 bad-request, 401 not-authorized, 403 forbidden, 404 item-not-found, … */
  constructor(code: number, text: string) {
    super(text);
    this.name = "IqError";
    this.code = code;
  }
}

/** One request of a client. */
export interface IqRequest {
  readonly connection: Connection;
  /** Who asks: a linked device. What a client asks before it is linked never comes to a route. */
  readonly from: DeviceAddress;
  readonly iq: Stanza;
  /** The first child: what is asked for. An empty element for a request without one. */
  readonly child: Stanza;
  /** To whom the request is addressed; the answer comes from there. */
  readonly to: string;
  /** Runs once the answer is on its way: notifications must not overtake it. */
  after(action: () => void): void;
}

/** The content of a result. */
export type IqAnswer = readonly Stanza[] | undefined;

/** How requests of one kind are answered. The most specific route wins: with `child` before without. */
export interface IqRoute {
  readonly xmlns: string;
  readonly type: "get" | "set";
  /** Tag of the first child; every request of this namespace and type when absent. */
  readonly child?: string;
  /** Raises {@link IqError} for a request that must fail. */
  answer(request: IqRequest): IqAnswer | Promise<IqAnswer>;
}

/** `<iq type="result">` for a request. */
export function iqResult(request: Stanza, content: IqAnswer): Stanza {
  return element("iq", { type: "result", id: request.attrs["id"], from: request.attrs["to"] ?? "@s.whatsapp.net" }, [
    ...(content ?? []),
  ]);
}

/** `<iq type="error">` for a request. */
export function iqFailure(request: Stanza, code: number, text: string): Stanza {
  return element("iq", { type: "error", id: request.attrs["id"], from: request.attrs["to"] ?? "@s.whatsapp.net" }, [
    element("error", { code, text }),
  ]);
}
