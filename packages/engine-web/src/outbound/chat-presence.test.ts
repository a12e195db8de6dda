import { expect, it } from "vitest";
import { createChatPresence } from "./chat-presence.ts";
import { jid, ownPhone, setStage } from "./testing/stage.ts";

it("somebody else sees typing, recording, and their end", async () => {
  await using stage = await setStage();
  const ana = await stage.connect({ phone: "5511900000002", name: "Ana", initialSync: false });
  const presence = createChatPresence({ sessions: stage.sessions });
  const never = new AbortController().signal;
  for (const each of ["composing", "recording", "paused"] as const) {
    const after = ana.events.length;
    await presence.sendChatPresence(stage.instance, jid("5511900000002"), each, never);
    const shown = each === "paused" ? "available" : each;
    await ana.waitFor(
      "presence.update",
      ({ presences }) => Object.values(presences).some(({ lastKnownPresence }) => lastKnownPresence === shown),
      { after },
    );
  }
  const subscriptions = stage.sandbox.transcript.stanzas({
    phone: ownPhone,
    tag: "presence",
    attrs: { type: "subscribe" },
  });
  expect(subscriptions).toHaveLength(2);
});

it("the account shows as absent when it is asked to, once its name is known", async () => {
  await using stage = await setStage();
  const presence = createChatPresence({ sessions: stage.sessions });
  const never = new AbortController().signal;
  const show = () => presence.sendChatPresence(stage.instance, jid("5511900000002"), "unavailable", never);
  await expect(show()).rejects.toMatchObject({ code: "WHATSAPP_UNAVAILABLE" });
  const { me } = stage.client.auth.creds;
  if (me !== undefined) me.name = "Shop";
  await show();
  const attrs = { type: "unavailable" };
  await stage.sandbox.transcript.waitForStanza({ phone: ownPhone, tag: "presence", direction: "in", attrs });
});

it("nothing is shown without a connection", async () => {
  await using stage = await setStage();
  const presence = createChatPresence({ sessions: stage.sessions });
  await stage.client.disconnect();
  const never = new AbortController().signal;
  await expect(presence.sendChatPresence(stage.instance, jid("1"), "composing", never)).rejects.toMatchObject({
    code: "INSTANCE_NOT_CONNECTED",
  });
});
