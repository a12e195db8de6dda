import type { IqRoute } from "../iq.ts";
import { element, type Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { CONNECTION_TTL_S } from "./media-access.ts";

/** Where to upload to, and with which word. */
export function mediaRoutes(world: World): IqRoute[] {
  return [
    {
      xmlns: "w:m",
      type: "set",
      child: "media_conn",
      answer: ({ from }) => [
        element("media_conn", { auth: world.media.access.grant(from.account), ttl: CONNECTION_TTL_S }, hosts(world)),
      ],
    },
  ];
}

/** WhatsApp names several hosts, and a client tries a failed upload again with the next one: on a busy machine too. */
const HOSTS = 5;

/** The same host several times. */
function hosts(world: World): Stanza[] {
  const host = { hostname: world.settings.mediaHost, maxContentLengthBytes: world.media.maxFileBytes };
  return Array.from({ length: HOSTS }, () => element("host", host));
}
