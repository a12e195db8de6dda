import { streamError } from "../faults/stream-error.ts";
import { element, type Stanza } from "../stanza.ts";

/** How a server says that it ends a connection; for each what Baileys then reports as status code. */
export type Ending =
  /** 515: the client shall connect again, as after pairing. */
  | "restart-required"
  /** 401: the device was unlinked. */
  | "device-removed"
  /** 440: the same device has connected elsewhere. */
  | "replaced"
  /** 503: the server goes away for a moment. */
  | "server-restart"
  /** 428: the server ends the stream without a reason. */
  | "stream-end"
  /** Any other stream error, with its code. */
  | { readonly streamError: number }
  /** `<failure reason>`, as at a refused login, with its reason. */
  | { readonly failure: number };

/** The stanza with which a connection ends. */
export function farewell(ending: Ending): Stanza {
  switch (ending) {
    case "restart-required":
      return streamError({ code: 515 });
    case "device-removed":
      return streamError({ code: 401, conflict: "device_removed" });
    case "replaced":
      return streamError({ conflict: "replaced" });
    case "server-restart":
      return streamError({ code: 503 });
    case "stream-end":
      return element("xmlstreamend");
    default:
      return "failure" in ending
        ? element("failure", { reason: ending.failure, location: "atn" })
        : streamError({ code: ending.streamError });
  }
}
