import { childOf, type Stanza } from "../stanza.ts";
import type { Direction } from "../transcript.ts";
import type { FaultOptions, StanzaMatch } from "./fault.ts";

const ATTRIBUTES = ["xmlns", "type", "id", "class", "from", "to"] as const;

/** Whether a stanza has everything that is asked for. */
export function isMatch(stanza: Stanza, match: StanzaMatch): boolean {
  if (match.tag !== undefined && stanza.tag !== match.tag) return false;
  if (match.child !== undefined && childOf(stanza)?.tag !== match.child) return false;
  return ATTRIBUTES.every((name) => match[name] === undefined || stanza.attrs[name] === match[name]);
}

/** Whether a fault plays on stanzas of this direction, by its kind and what it says of itself. */
export function isOnWay(fault: FaultOptions, direction: Direction): boolean {
  if (fault.kind === "refuse-iq") return direction === "in";
  if (fault.kind === "lose-ack") return direction === "out";
  return fault.direction === "both" || (fault.direction ?? "out") === direction;
}

/** Whether a fault of this kind can play on this stanza at all. */
export function isOfKind(fault: FaultOptions, stanza: Stanza): boolean {
  if (fault.kind === "lose-ack") return stanza.tag === "ack";
  if (fault.kind !== "refuse-iq") return true;
  // A result or an error answers a request of ours, and cannot be refused.
  return stanza.tag === "iq" && (stanza.attrs["type"] === "get" || stanza.attrs["type"] === "set");
}
