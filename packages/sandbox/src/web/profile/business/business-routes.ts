import { phoneJid } from "../../address.ts";
import { type IqAnswer, IqError, type IqRequest, type IqRoute } from "../../iq.ts";
import { childOf, childrenOf, element, type Stanza, textOf } from "../../stanza.ts";
import type { World } from "../../world.ts";
import { businessProfileElement, readBusinessChange } from "./business-elements.ts";

/** `w:biz`: profiles of businesses. */
export function businessRoutes(world: World): IqRoute[] {
  return [
    {
      xmlns: "w:biz",
      type: "get",
      child: "business_profile",
      answer: ({ child }) => [element("business_profile", { v: child.attrs["v"] }, profilesFor(world, child))],
    },
    {
      xmlns: "w:biz",
      type: "set",
      child: "business_profile",
      answer: (request) => changeProfile(world, request),
    },
  ];
}

/** Who is not a business has no `<profile>` in the answer. */
function profilesFor(world: World, request: Stanza): Stanza[] {
  return childrenOf(request, "profile").flatMap(({ attrs }) => {
    const account = world.directory.byJid(attrs["jid"]);
    if (account === undefined || account.business === null) return [];
    return [businessProfileElement(world.media, attrs["jid"] ?? phoneJid(account), account.business)];
  });
}

function changeProfile(world: World, { from, child }: IqRequest): IqAnswer {
  const { business } = world.profiles;
  const cover = childOf(child, "cover_photo");
  if (cover === undefined) {
    business.change(from.account, readBusinessChange(child));
    return undefined;
  }
  const { op, id = "", token = "" } = cover.attrs;
  if (op === "update") business.setCoverPhoto(from.account, id, token);
  else if (op === "delete") business.removeCoverPhoto(from.account, id);
  else throw new IqError(400, "bad-request");
  return undefined;
}

/** The number in a child element, or `fallback`. Raises IqError 400 when it is no whole number above zero. */
export function countIn(stanza: Stanza, tag: string, fallback: number): number {
  const child = childOf(stanza, tag);
  if (child === undefined) return fallback;
  const count = Number(textOf(child));
  if (!Number.isInteger(count) || count < 1) throw new IqError(400, "bad-request");
  return count;
}
