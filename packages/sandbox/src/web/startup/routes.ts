import { activate } from "../gateway/activation.ts";
import { IqError, type IqRoute } from "../iq.ts";
import { element } from "../stanza.ts";
import type { World } from "../world.ts";

/**
 * Feature switches that Baileys reads, with the values that it has by itself: a privacy token goes with one-to-one
 * messages and with picture queries, and is issued to the phone number.
 */
const PROPS: Readonly<Record<string, string>> = { "10518": "true", "9666": "true", "14303": "false" };

/** What every client asks at its start, as far as no other room answers it. */
export function startupRoutes(world: World): IqRoute[] {
  return [
    { xmlns: "w:p", type: "get", answer: () => undefined },
    {
      xmlns: "passive",
      type: "set",
      child: "active",
      answer: ({ connection, from, after }) => {
        after(() => activate(world, connection, from));
        return undefined;
      },
    },
    {
      xmlns: "passive",
      type: "set",
      child: "passive",
      answer: ({ connection }) => {
        connection.isActive = false;
        return undefined;
      },
    },
    {
      xmlns: "abt",
      type: "get",
      child: "props",
      answer: () => [
        element(
          "props",
          { protocol: 1, ab_key: "sandbox", hash: "sandbox-1", refresh: 86_400, refresh_id: 1 },
          Object.entries(PROPS).map(([config_code, config_value]) => element("prop", { config_code, config_value })),
        ),
      ],
    },
    {
      xmlns: "urn:xmpp:whatsapp:dirty",
      type: "set",
      child: "clean",
      answer: ({ from, child }) => {
        const kind = child.attrs["type"];
        if (kind === undefined) throw new IqError(400, "bad-request");
        world.devices.clean(from, kind);
        return undefined;
      },
    },
    // Telemetry: taken and thrown away.
    { xmlns: "w:stats", type: "set", child: "add", answer: () => undefined },
  ];
}
