import type { Account } from "../model.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import type { Actor } from "./actor.ts";
import { actorAttributes, groupJid, memberJid } from "./elements.ts";
import type { Group } from "./model.ts";

/** Tells people what happened to a group: every device of each of them, also those that are away. */
export class GroupNotifier {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** All members of a group as it is now. */
  members(group: Group): Account[] {
    return group.participants.flatMap(({ lid }) => this.#world.directory.byLid(lid) ?? []);
  }

  admins(group: Group): Account[] {
    return group.participants
      .filter(({ role }) => role !== "member")
      .flatMap(({ lid }) => this.#world.directory.byLid(lid) ?? []);
  }

  /** `<notification type="w:gp2">` with the group as it is now; members are told when none are given. */
  tell(actor: Actor, group: Group, content: Stanza, recipients: readonly Account[] = this.members(group)): void {
    const attributes = {
      ...actorAttributes(group.addressingMode, actor.account),
      addressing_mode: group.addressingMode,
      notify: actor.account.name,
    };
    this.#deliver(actor, group, "w:gp2", attributes, content, recipients);
  }

  /** The members hear of another picture, or of none. */
  tellPicture(actor: Actor, group: Group): void {
    const author = memberJid(group.addressingMode, actor.account);
    const content =
      group.picture === null ? element("delete", { author }) : element("set", { id: group.picture.id, author });
    this.#deliver(actor, group, "picture", {}, content, this.members(group));
  }

  #deliver(
    actor: Actor,
    group: Group,
    type: string,
    attributes: Record<string, string>,
    content: Stanza,
    recipients: readonly Account[],
  ): void {
    const { random, clock, hub } = this.#world;
    const stanza = element(
      "notification",
      {
        from: groupJid(group),
        type,
        id: random.digits(`group notifications ${group.id}`, 12),
        t: clock.seconds(),
        ...attributes,
      },
      [content],
    );
    actor.after(() => {
      for (const account of recipients) hub.deliverToAll(account, () => stanza);
    });
  }
}
