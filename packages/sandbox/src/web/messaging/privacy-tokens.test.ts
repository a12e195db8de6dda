import { expect, test } from "vitest";
import { bytesOf, childOf, element } from "../stanza.ts";
import { Stage } from "./testing/stage.ts";

const stage = new Stage();

test("whom a client has written to gets its token, keeps it, and shows it when he subscribes to its presence", async () => {
  const ana = await stage.client(1, "Ana");
  const bob = await stage.client(2, "Bob");
  await ana.send(bob.jid, { text: "write back" });
  await bob.text("write back");
  await bob.until(async () => (await bob.auth.keys.get("tctoken", [ana.lid]))[ana.lid]?.token.length, {
    what: "token",
  });
  const { [ana.lid]: kept } = await bob.auth.keys.get("tctoken", [ana.lid]);
  await bob.socket.presenceSubscribe(ana.jid);
  const filter = { direction: "in", tag: "presence", attrs: { type: "subscribe" } } as const;
  const { stanza } = await stage.world.transcript.waitForStanza(filter);
  const shown = bytesOf(childOf(stanza, "tctoken"));
  expect(shown).toHaveLength(16);
  expect(shown?.equals(kept?.token ?? Buffer.alloc(0))).toBe(true);
});

test("a token for nobody, or without a time, is refused", async () => {
  const ana = await stage.client(1, "Ana");
  const ask = (attributes: Record<string, string>): Promise<unknown> =>
    ana.socket.query(
      element("iq", { to: "@s.whatsapp.net", type: "set", xmlns: "privacy" }, [
        element("tokens", {}, [element("token", { type: "trusted_contact", ...attributes })]),
      ]),
    );
  await expect(ask({ jid: "5511900000000@s.whatsapp.net", t: "1700000000" })).rejects.toThrow("item-not-found");
  await expect(ask({ jid: ana.jid })).rejects.toThrow("bad-request");
});
