import { describe, expect, it } from "vitest";
import { Addresses, personJidsIn, withoutDevice } from "./addresses.ts";
import { memoryKeys } from "./testing/memory-keys.ts";

const OWN = { id: "15550000001:7@s.whatsapp.net", lid: "1:7@lid" };
const PHONE = "15559990001@s.whatsapp.net";
const LID = "99@lid";

function addresses(mappings: Record<string, string> = {}) {
  const keys = memoryKeys();
  keys.auth.creds.me = OWN;
  void keys.auth.keys.set({ "lid-mapping": mappings });
  return new Addresses(keys);
}

describe("the addresses of contacts", () => {
  it("are found in the keys, either way, and told once", async () => {
    const known = addresses({ "15559990001": "99", "99_reverse": "15559990001" });
    await known.load([LID, "77@lid", "120363@g.us"]);
    expect(known.phoneOf("99:3@lid")).toBe(PHONE);
    expect(known.lidOf("15559990001:3@s.whatsapp.net")).toBe(LID);
    expect(known.phoneOf("77@lid")).toBe("77@lid");
    expect(known.takeIdentities()).toEqual([
      { phoneJid: "15550000001@s.whatsapp.net", lid: "1@lid" },
      { phoneJid: PHONE, lid: LID },
    ]);
    await known.load([LID, PHONE]);
    expect(known.takeIdentities()).toEqual([]);
  });

  it("are learned from envelopes, but never our own LID as somebody else's", () => {
    const known = addresses();
    known.learn("1:3@lid", PHONE);
    known.learn("120363@g.us", LID);
    known.learn(PHONE, undefined);
    expect(known.takeIdentities()).toEqual([]);
    known.learn("99:3@lid", "15559990001:1@s.whatsapp.net");
    expect(known.takeIdentities()).toEqual([{ phoneJid: PHONE, lid: LID }]);
    known.learn(PHONE, "98@lid");
    expect(known.lidOf(PHONE)).toBe("98@lid");
  });

  it("know the account's own", () => {
    const known = addresses();
    expect(["15550000001@s.whatsapp.net", "1:2@lid", PHONE].map((jid) => known.isOwn(jid))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("have no device, and are those of people's accounts", () => {
    expect(withoutDevice("1:99@hosted")).toBe("1@s.whatsapp.net");
    expect(withoutDevice("1:99@hosted.lid")).toBe("1@lid");
    expect(withoutDevice("1@c.us")).toBe("1@s.whatsapp.net");
    expect(withoutDevice("status@broadcast")).toBe("status@broadcast");
    expect(withoutDevice("no jid")).toBe("no jid");
  });

  it("are found wherever they stand", () => {
    const told = {
      key: { participant: LID },
      list: [{ jids: ["98@lid"] }],
      bytes: Buffer.from("97@lid"),
      text: "hello",
    };
    expect([...personJidsIn(told)]).toEqual([LID, "98@lid"]);
  });
});
