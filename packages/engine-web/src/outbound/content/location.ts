import type { OutgoingContent } from "@waxwing/core";
import type { BuiltContent } from "./tools.ts";

type Location = Extract<OutgoingContent, { kind: "location" }>;

/** A place. */
export function locationContent({ latitude, longitude, name, address }: Location): BuiltContent {
  return {
    locationMessage: {
      degreesLatitude: latitude,
      degreesLongitude: longitude,
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
    },
  };
}
