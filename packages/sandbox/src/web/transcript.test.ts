import { expect, test } from "vitest";
import { Clock } from "../clock.ts";
import type { Account } from "./model.ts";
import { element } from "./stanza.ts";
import { Transcript } from "./transcript.ts";
import { entryToJson, stanzaToJson } from "./transcript-json.ts";
import type { World } from "./world.ts";

function transcriptOf(historyLimit = 100): Transcript {
  return new Transcript({ settings: { historyLimit, mediaHost: "" }, clock: new Clock() } as World);
}

const client = { id: 1, address: null };
const device = { id: 2, address: { account: { phone: "5511999990000" } as Account, device: 3 } };

test("keeps the newest entries, numbered from the first", () => {
  const transcript = transcriptOf(2);
  for (const id of [1, 2, 3]) transcript.stanza("in", client, element("iq", { id }));
  expect(transcript.entries.map(({ number }) => number)).toEqual([2, 3]);
  transcript.clear();
  transcript.stanza("in", client, element("iq"));
  expect(transcript.entries.map(({ number }) => number)).toEqual([4]);
});

test("selects stanzas by who, which way and what", () => {
  const transcript = transcriptOf();
  transcript.event("opened", client);
  transcript.stanza("in", client, element("iq", { id: 1, xmlns: "w:p" }));
  transcript.stanza("out", device, element("iq", { id: 2, xmlns: "w:p" }));
  transcript.stanza("out", device, element("message", { id: 3 }));
  const found = (filter: Parameters<Transcript["stanzas"]>[0]) =>
    transcript.stanzas(filter).map(({ stanza }) => stanza.attrs["id"]);
  expect(found({})).toEqual(["1", "2", "3"]);
  expect(found({ direction: "in" })).toEqual(["1"]);
  expect(found({ phone: "5511999990000", device: 3 })).toEqual(["2", "3"]);
  expect(found({ connection: 1 })).toEqual(["1"]);
  expect(found({ tag: "iq", attrs: { xmlns: "w:p" } })).toEqual(["1", "2"]);
});

test("what the sandbox did not know stays known as that, also when its entry is gone", () => {
  const transcript = transcriptOf(2);
  const strange = element("iq", { id: 1, xmlns: "urn:strange" });
  transcript.stanza("in", client, strange);
  transcript.stanza("out", client, element("iq", { id: 0 }));
  transcript.unknown(client, strange, "no such route");
  expect(transcript.entries).toHaveLength(2);
  expect(transcript.entries[0]).toMatchObject({ isUnknown: true, note: "no such route" });
  transcript.stanza("in", client, element("iq", { id: 2 }));
  transcript.stanza("in", client, element("iq", { id: 3 }));
  expect(transcript.unknowns.map(({ stanza }) => stanza)).toEqual([strange]);
});

test("a remark stays with its stanza; one on a phone's own stanza makes an entry", () => {
  const transcript = transcriptOf();
  const [heard, own] = [element("message", { id: 1 }), element("message", { id: 2 })];
  transcript.stanza("in", device, heard);
  transcript.remark(device, heard, "blocked");
  transcript.remark({ id: 0, address: null }, own, "not a member");
  expect(transcript.stanzas().map(({ note, connection }) => [note, connection])).toEqual([
    ["blocked", 2],
    ["not a member", 0],
  ]);
});

test("a waiter gets what is already there, what comes, and what is only later found to be unknown", async () => {
  const transcript = transcriptOf();
  const stanza = element("iq", { id: 1 });
  transcript.stanza("in", client, stanza);
  expect((await transcript.waitForStanza({ tag: "iq" })).stanza).toBe(stanza);
  const next = transcript.waitForStanza({ tag: "iq" }, { after: 1 });
  const unknown = transcript.waitFor((entry) => entry.kind === "stanza" && entry.isUnknown);
  transcript.unknown(client, stanza);
  transcript.stanza("in", client, element("iq", { id: 2 }));
  expect((await next).stanza.attrs["id"]).toBe("2");
  expect(await unknown).toMatchObject({ number: 1 });
  await expect(transcript.waitForStanza({ tag: "call" }, { timeoutMs: 1 })).rejects.toThrow('stanza {"tag":"call"}');
  const abandoned = transcript.waitForStanza({ tag: "call" });
  transcript.abandon("the sandbox was closed");
  await expect(abandoned).rejects.toThrow("the sandbox was closed");
});

test("a failure says why, with what caused it and where", () => {
  const transcript = transcriptOf();
  const error = new Error("not handled", { cause: new Error("no key") });
  transcript.failure(client, element("message", { id: "A1" }), error);
  expect(transcript.entries[0]).toMatchObject({ event: "failed", note: "not handled: no key (at <message> A1)" });
});

test("stanzas of very many elements are what they were, however many of them there are", () => {
  const transcript = transcriptOf();
  const upload = (id: number) => {
    const keys = Array.from({ length: 200 }, (_, key) =>
      element("key", {}, [element("id", {}, Buffer.from([id, key]))]),
    );
    return element("iq", { id, xmlns: "encrypt" }, [element("list", {}, keys)]);
  };
  for (const id of [1, 2, 3]) transcript.stanza("in", client, upload(id));
  expect(transcript.stanzas({ attrs: { xmlns: "encrypt" } }).map(({ stanza }) => stanza)).toEqual(
    [1, 2, 3].map(upload),
  );
  expect(transcript.entries.map(entryToJson).map(({ stanza }) => stanza)).toEqual(
    [1, 2, 3].map(upload).map(stanzaToJson),
  );
});

test("as JSON it has bytes in base64 and nothing else changes", () => {
  const transcript = transcriptOf();
  const content = [element("enc", { v: 2 }, Buffer.from([1, 2, 255])), element("body", {}, "text"), element("empty")];
  transcript.stanza("out", device, element("message", { id: 1 }, content), "duplicate");
  const [entry] = transcript.entries;
  expect(JSON.parse(JSON.stringify(entryToJson(entry!)))).toEqual({
    ...entry,
    stanza: {
      tag: "message",
      attrs: { id: "1" },
      content: [
        { tag: "enc", attrs: { v: "2" }, content: { base64: "AQL/" } },
        { tag: "body", attrs: {}, content: "text" },
        { tag: "empty", attrs: {} },
      ],
    },
  });
});
