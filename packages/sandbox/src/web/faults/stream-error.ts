import { element, type Stanza } from "../stanza.ts";

/** What a `<stream:error>` says. */
export interface StreamErrorOptions {
  /** 515 restart, 503 service, 401 with a conflict `device_removed`, … */
  readonly code?: number | undefined;
  /** `replaced` or `device_removed`. */
  readonly conflict?: string | undefined;
}

/** `<stream:error [code]>[<conflict type/>]</stream:error>`: the last stanza of a connection. */
export function streamError({ code, conflict }: StreamErrorOptions): Stanza {
  const content = conflict === undefined ? undefined : [element("conflict", { type: conflict })];
  return element("stream:error", { code }, content);
}
