import { IqError, type IqRequest } from "../iq.ts";
import { childrenOf, element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { resultElement } from "./elements.ts";
import type { Group, ParticipantResult, Target } from "./model.ts";

export const GROUPS_XMLNS = "w:g2";

/** The group that a request is addressed to. Raises error 404 when there is none. */
export function groupOf(world: World, request: IqRequest): Group {
  return foundGroup(world, request.to);
}

/** Raises error 404 when there is no such group. */
export function foundGroup(world: World, jid: string | undefined): Group {
  const group = jid === undefined ? undefined : world.groups.get(jid);
  if (group === undefined) throw new IqError(404, "item-not-found");
  return group;
}

/** Whom the `<participant jid>` children name. Raises error 400 for one without a JID. */
export function targetsOf(world: World, stanza: Stanza | undefined): Target[] {
  return childrenOf(stanza, "participant").map(({ attrs: { jid } }) => {
    if (jid === undefined) throw new IqError(400, "bad-request");
    return { jid, account: world.directory.byJid(jid) };
  });
}

/** The answer to a change of several people: the same tag with what became of each. */
export function outcomes(tag: string, group: Group, results: readonly ParticipantResult[]): Stanza {
  return element(
    tag,
    {},
    results.map((result) => resultElement(group.addressingMode, result)),
  );
}
