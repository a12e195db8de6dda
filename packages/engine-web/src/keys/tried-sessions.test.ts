import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { silenceLibsignal } from "./silence-libsignal.ts";
import { createPeer, introduce } from "./testing/peer.ts";
import { hasOpenSession, hasSeveralSessions } from "./tried-sessions.ts";

silenceLibsignal();

interface LibsignalRecord {
  sessions: Record<string, { registrationId?: unknown }>;
  haveOpenSession(): boolean;
  getOpenSession(): { registrationId?: unknown };
  closeSession(session: unknown): void;
  serialize(): unknown;
}

const { SessionRecord } = createRequire(import.meta.url)("libsignal") as {
  SessionRecord: { new (): LibsignalRecord; deserialize(data: unknown): LibsignalRecord };
};

/** What libsignal stores for somebody whom one may write to. */
async function written(): Promise<LibsignalRecord> {
  const bob = createPeer();
  const ana = createPeer();
  await introduce(ana, bob);
  const address = ana.repository.jidToSignalProtocolAddress(bob.jid);
  const { [address]: stored } = await ana.auth.keys.get("session", [address]);
  return SessionRecord.deserialize(stored);
}

describe("whether there is an open session is told as libsignal tells it", () => {
  const cases: Record<string, (record: LibsignalRecord) => void> = {
    "of one that is open": () => {},
    "of one that was closed": (record) => record.closeSession(record.getOpenSession()),
    "of one without a registration": (record) => {
      record.getOpenSession().registrationId = undefined;
    },
    "of none": (record) => {
      record.sessions = {};
    },
  };
  test.for(Object.entries(cases))("%s", async ([, change]) => {
    const record = await written();
    change(record);
    expect(hasOpenSession(record.serialize())).toBe(record.haveOpenSession());
  });
});

test("a record with one session is told from one with several", async () => {
  const ana = createPeer();
  const bob = createPeer();
  const address = ana.repository.jidToSignalProtocolAddress(bob.jid);
  const record = async () => (await ana.auth.keys.get("session", [address]))[address];
  await introduce(ana, bob);
  expect(hasSeveralSessions(await record())).toBe(false);
  await introduce(ana, bob, 2);
  expect(hasSeveralSessions(await record())).toBe(true);
});
