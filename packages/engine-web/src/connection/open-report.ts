import type { Logger } from "pino";
import type { WebSession } from "../session.ts";
import { pictureOf } from "./picture.ts";
import type { Reports } from "./reports.ts";

/** Tells that a connection is open, with what is known of the account. */
export interface OpenReport {
  /** The account's name became known or another. */
  named(profileName: string): void;
  /** The connection has ended: nothing more is told. */
  end(): void;
}

const open = { state: "open", statusReason: 200, reasonCode: "connected", reason: "Connected" } as const;

/** `onStored` is called once the state is stored, unless the connection has ended meanwhile. */
export function tellOpen(options: {
  readonly session: WebSession;
  readonly ownerJid: string;
  readonly profileName: string | undefined;
  readonly reports: Reports;
  readonly log: Logger;
  readonly onStored: () => void;
}): OpenReport {
  const { session, ownerJid, reports, log, onStored } = options;
  let { profileName } = options;
  let isTold = false;
  let hasEnded = false;

  const tell = (profilePicUrl?: string): void => {
    reports.state({
      ...open,
      ownerJid,
      ...(profileName === undefined ? {} : { profileName }),
      ...(profilePicUrl === undefined ? {} : { profilePicUrl }),
    });
  };
  const tellFirst = async (): Promise<void> => {
    const picture = await pictureOf(session.socket, ownerJid);
    if (hasEnded) return;
    isTold = true;
    log.info("connection open");
    tell(picture);
    await reports.settled();
    if (!hasEnded) onStored();
  };
  void tellFirst();

  return {
    named(name) {
      if (name === profileName) return;
      profileName = name;
      if (isTold && !hasEnded) tell();
    },
    end() {
      hasEnded = true;
    },
  };
}
