import { isSameAddress } from "../address.ts";
import { IqError, type IqRoute } from "../iq.ts";
import type { World } from "../world.ts";
import { usync } from "./usync.ts";

/** Who is on WhatsApp with which devices (`usync`), and a companion that unlinks itself (`md`). */
export function deviceRoutes(world: World): IqRoute[] {
  return [
    { xmlns: "usync", type: "get", child: "usync", answer: (request) => usync(world, request) },
    {
      xmlns: "md",
      type: "set",
      child: "remove-companion-device",
      answer: ({ from, child, after }) => {
        const address = world.directory.address(child.attrs["jid"]);
        // Only the phone unlinks others.
        if (address === undefined || !isSameAddress(address, from)) throw new IqError(403, "forbidden");
        after(() => world.devices.unlink(from.account, from.device));
        return undefined;
      },
    },
  ];
}
