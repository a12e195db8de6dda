import { requester } from "../groups/actor.ts";
import { type IqAnswer, IqError, type IqRequest, type IqRoute } from "../iq.ts";
import { isGroupJid } from "../jid.ts";
import { bytesOf, childOf, childrenOf, element, textOf } from "../stanza.ts";
import type { World } from "../world.ts";
import { checkPrivacy } from "./privacy.ts";

/** What a person shows of himself, and to whom: picture, about, privacy, block list, default lifetime of messages. */
export function personalRoutes(world: World): IqRoute[] {
  const picture = "w:profile:picture";
  return [
    { xmlns: picture, type: "get", child: "picture", answer: (request) => fetchPicture(world, request) },
    { xmlns: picture, type: "set", answer: (request) => setPicture(world, request) },
    {
      xmlns: "status",
      type: "set",
      child: "status",
      answer: (request) => {
        world.profiles.setAbout(request.from.account, textOf(request.child), request);
        return undefined;
      },
    },
    {
      xmlns: "privacy",
      type: "get",
      child: "privacy",
      answer: ({ from }) => [world.profiles.privacy.elementOf(from.account)],
    },
    { xmlns: "privacy", type: "set", child: "privacy", answer: (request) => setPrivacy(world, request) },
    { xmlns: "blocklist", type: "get", answer: ({ from }) => [world.profiles.blockList.elementOf(from.account)] },
    { xmlns: "blocklist", type: "set", child: "item", answer: (request) => setBlocked(world, request) },
    {
      xmlns: "disappearing_mode",
      type: "set",
      child: "disappearing_mode",
      answer: (request) => {
        world.profiles.setDisappearing(request.from.account, Number(request.child.attrs["duration"]), request);
        return undefined;
      },
    },
    { xmlns: "bot", type: "get", child: "bot", answer: () => [world.profiles.bots.element()] },
  ];
}

function fetchPicture(world: World, { from, iq, child }: IqRequest): IqAnswer {
  const { pictures } = world.profiles;
  const found = pictures.seenBy(from.account, iq.attrs["target"] ?? "");
  const { url, directPath } = pictures.addressOf(found);
  // The sandbox cannot shrink pictures: a preview is the picture itself.
  const type = child.attrs["type"] === "image" ? "image" : "preview";
  return [element("picture", { id: found.id, type, url, direct_path: directPath })];
}

/** Without a child the picture is removed; without a target it is one's own. */
function setPicture(world: World, request: IqRequest): IqAnswer {
  const { account } = request.from;
  const { target } = request.iq.attrs;
  const child = childOf(request.iq, "picture");
  const jpeg = child === undefined ? null : (bytesOf(child) ?? Buffer.alloc(0));
  if (isGroupJid(target)) {
    const picture = world.groups.setPicture(requester(request), target ?? "", jpeg);
    return picture === null ? undefined : [element("picture", { id: picture.id })];
  }
  // Nobody can change somebody else's picture (code assumed).
  if (target !== undefined && world.directory.byJid(target) !== account) throw new IqError(403, "forbidden");
  const picture = world.profiles.pictures.set(account, jpeg, request);
  return picture === null ? undefined : [element("picture", { id: picture.id })];
}

function setPrivacy(world: World, request: IqRequest): IqAnswer {
  const categories = childrenOf(request.child, "category");
  if (categories.length === 0) throw new IqError(400, "bad-request");
  const changes = categories.map(({ attrs: { name = "", value = "" } }) => ({ name, value }));
  // All of them first: a request that is refused changes nothing.
  for (const { name, value } of changes) checkPrivacy(name, value);
  for (const { name, value } of changes) {
    world.profiles.privacy.set(request.from.account, name, value, { cause: request });
  }
  return [element("privacy", {}, categories)];
}

/** To block, a client names both JIDs; to unblock, the LID alone (as Baileys insists). Codes assumed. */
function setBlocked(world: World, request: IqRequest): IqAnswer {
  const { action, jid, pn_jid: phone } = request.child.attrs;
  if (action !== "block" && action !== "unblock") throw new IqError(400, "bad-request");
  if (action === "block" && phone === undefined) throw new IqError(400, "bad-request");
  const other = world.directory.byJid(jid);
  if (other === undefined) throw new IqError(404, "item-not-found");
  if (phone !== undefined && world.directory.byJid(phone) !== other) throw new IqError(400, "bad-request");
  world.profiles.blockList.set(request.from.account, other, action, request);
  return undefined;
}
