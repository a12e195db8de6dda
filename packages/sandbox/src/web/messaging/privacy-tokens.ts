import { lidJid, phoneJid } from "../address.ts";
import { IqError, type IqRequest } from "../iq.ts";
import type { Account } from "../model.ts";
import { childrenOf, element } from "../stanza.ts";
import type { World } from "../world.ts";
import { addressingModeOf, userJid } from "./addressing.ts";

/** Kept under `{LID user of who issued it} {LID user of who may use it}`. */
export interface PrivacyToken {
  readonly token: Buffer;
  /** Unix seconds, as the client who issued it says. */
  readonly issuedAt: number;
}

/**
 * `privacy` set `tokens`: a client lets others write to it and see its presence. The server makes a token for each and
 * hands it to that person's devices, which add it to their messages as `<tctoken>`.
 * Raises error 400 when a token has no time or is of another type, and 404 when it is for nobody.
 */
export function issuePrivacyTokens(world: World, { from, child, after }: IqRequest): undefined {
  const tokens = childrenOf(child, "token").map(({ attrs }) => {
    const account = world.directory.byJid(attrs["jid"]);
    const issuedAt = Number(attrs["t"]);
    if (attrs["type"] !== "trusted_contact" || !Number.isInteger(issuedAt)) throw new IqError(400, "bad-request");
    if (account === undefined) throw new IqError(404, "item-not-found");
    return { account, issuedAt, jid: attrs["jid"] ?? "" };
  });
  if (tokens.length === 0) throw new IqError(400, "bad-request");
  after(() => {
    for (const { account, issuedAt, jid } of tokens) issue(world, from.account, account, issuedAt, jid);
  });
}

function issue(world: World, issuer: Account, account: Account, issuedAt: number, jid: string): void {
  const token = world.random.bytes(`privacy token ${issuer.lid}`, 16);
  world.store.collection<PrivacyToken>("privacy tokens").set(`${issuer.lid} ${account.lid}`, { token, issuedAt });
  const mode = addressingModeOf(jid);
  const notification = element(
    "notification",
    {
      type: "privacy_token",
      from: phoneJid(issuer),
      id: world.random.hex(`notification ${issuer.lid}`, 16),
      t: world.clock.seconds(),
      sender_lid: lidJid(issuer),
    },
    [
      element("tokens", {}, [
        element("token", { type: "trusted_contact", t: issuedAt, jid: userJid(account, mode) }, token),
      ]),
    ],
  );
  world.hub.deliverToAll(account, () => notification);
}
