import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { exampleOf } from "../definition/example.ts";
import type { JsonValue } from "../definition/schema.ts";
import { SentMessage } from "../models/message.ts";
import { message } from "./message.ts";

const problems = (input: z.ZodType, value: unknown): string[] => {
  const result = input.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
};
const to = { instanceName: "a", number: "5511999999999" };

describe("media", () => {
  const media = (value: string) => problems(message.sendMedia.input, { ...to, mediatype: "image", media: value });

  test("are URLs, base64, data URIs or stored uploads", () => {
    for (const good of [
      "https://example.com/a.jpg",
      "http://minio:9000/a",
      "/9j/4AAQSkZJRg==",
      "data:image/png;base64,iVBORw0KGgo=",
      "upload:0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10",
    ])
      expect(media(good), good).toEqual([]);
    expect(media("")).toHaveLength(1);
    expect(media("upload:../../etc/passwd")).toEqual(["media: must name an upload by its UUID"]);
  });

  test("may be as large as 100 MiB in base64", () => {
    const encoded = "A".repeat(Math.ceil((100 * 1024 * 1024) / 3) * 4);
    expect(media(encoded)).toEqual([]);
    expect(encoded.length).toBeLessThan(message.sendMedia.bodyLimitBytes);
  });

  test("have a place for an uploaded file, and room for it in the body", () => {
    const uploads = Object.entries(message).flatMap(([name, { uploadField, bodyLimitBytes }]) =>
      uploadField === undefined ? [] : [[name, uploadField, bodyLimitBytes]],
    );
    const limit = 140 * 1024 * 1024;
    expect(uploads).toEqual([
      ["sendMedia", "media", limit],
      ["sendPtv", "video", limit],
      ["sendWhatsAppAudio", "audio", limit],
      ["sendSticker", "sticker", limit],
      ["sendStatus", "content", limit],
    ]);
  });
});

test("a message's own id is 8 to 64 letters and digits", () => {
  const own = (messageId: string) => problems(message.sendText.input, { ...to, text: "x", messageId });
  for (const good of ["3EB0C767", "a".repeat(64)]) expect(own(good), good).toEqual([]);
  for (const bad of ["", "3EB0C76", "a".repeat(65), "3EB0-C767D26", "3EB0C767\n"])
    expect(own(bad), bad).toHaveLength(1);
});

test("a reaction is one emoji, however it is joined, or empty", () => {
  const key = { remoteJid: "5511999999999@s.whatsapp.net", fromMe: false, id: "1" };
  const react = (reaction: string) => problems(message.sendReaction.input, { instanceName: "a", key, reaction });
  for (const good of ["", "👍", "❤", "❤️", "👍🏽", "👨‍👩‍👧", "🇧🇷", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]) expect(react(good), good).toEqual([]);
  for (const bad of ["👍👍", "ok", "1", " ", "a👍"])
    expect(react(bad), bad).toEqual(["reaction: must be one emoji, or empty to remove the reaction"]);
});

test("a poll has 2 to 12 answers, each once, and no more to choose than there are", () => {
  const poll = (values: string[], more = {}) => problems(message.sendPoll.input, { ...to, name: "?", values, ...more });
  const many = (count: number) => Array.from({ length: count }, (_, index) => `answer ${index}`);
  expect(poll(many(2))).toEqual([]);
  expect(poll(many(12), { selectableCount: 0 })).toEqual([]);
  expect(poll(many(1))).toEqual(["values: must have 2 to 12 answers"]);
  expect(poll(many(13))).toEqual(["values: must have 2 to 12 answers"]);
  expect(poll(["a", "a"])).toEqual(["values: must not have an answer twice"]);
  expect(poll(["a", "b"], { selectableCount: 3 })).toEqual([
    "selectableCount: must not be larger than the number of answers",
  ]);
  expect(message.sendPoll.input.parse({ ...to, name: "?", values: ["a", "b"] }).selectableCount).toBe(1);
});

test("the rows of a list have different ids, over all its parts", () => {
  const row = (rowId: string) => ({ title: "t", rows: [{ title: "x", rowId }] });
  const list = (...sections: object[]) =>
    problems(message.sendList.input, { ...to, title: "t", buttonText: "b", sections });
  expect(list(row("1"), row("2"))).toEqual([]);
  expect(list(row("1"), row("1"))).toEqual(["sections: must not have a rowId twice"]);
  expect(list()).toHaveLength(1);
});

describe("buttons", () => {
  const buttons = (...given: object[]) => problems(message.sendButtons.input, { ...to, title: "t", buttons: given });
  const reply = (id: string) => ({ type: "reply", displayText: "Yes", id });
  const url = { type: "url", displayText: "Open", url: "https://example.com" };
  const pix = { type: "pix", currency: "BRL", name: "Shop", keyType: "email", key: "shop@example.com" };

  test("stand in the combinations that WhatsApp shows", () => {
    expect(buttons(reply("1"), reply("2"), reply("3"))).toEqual([]);
    expect(buttons(url, { type: "copy", displayText: "Copy", copyCode: "1" }, url)).toEqual([]);
    expect(buttons(pix)).toEqual([]);
  });

  test("are refused with a sentence in all others", () => {
    expect(buttons(...["1", "2", "3", "4"].map(reply))).toEqual(["buttons: must not have more than 3 reply buttons"]);
    expect(buttons(reply("1"), url)).toEqual(["buttons: must not mix reply buttons with other buttons"]);
    expect(buttons(pix, pix)).toEqual(["buttons: must not have more than one pix button"]);
    expect(buttons(pix, url)).toEqual(["buttons: must not mix a pix button with other buttons"]);
    expect(buttons()).toHaveLength(1);
  });

  test.each([
    [{ type: "reply", displayText: "Yes" }, "id"],
    [{ type: "reply", id: "1" }, "displayText"],
    [{ type: "copy", displayText: "Copy" }, "copyCode"],
    [{ type: "url", displayText: "Open" }, "url"],
    [{ type: "call", displayText: "Call" }, "phoneNumber"],
    [{ ...pix, key: undefined }, "key"],
  ])("%o lacks %s", (button, name) => {
    expect(buttons(button)).toEqual([`buttons.0.${name}: is needed by a button of type ${button.type}`]);
  });
});

describe("cards", () => {
  const reply = { type: "reply", displayText: "Yes", id: "1" };
  const url = { type: "url", displayText: "Open", url: "https://example.com" };
  const cards = (...given: object[]) => problems(message.sendCarousel.input, { ...to, body: "Today", cards: given });
  const card = (...buttons: object[]) => ({ body: "Pizza", buttons });

  test("have up to three buttons of any types but pix", () => {
    expect(cards(card(reply, url, reply), card(url))).toEqual([]);
    expect(cards(card(reply, reply, reply, reply))).toHaveLength(1);
    expect(cards(card())).toHaveLength(1);
    expect(cards(card({ type: "pix", currency: "BRL", name: "Shop", keyType: "email", key: "a@b.c" }))).toHaveLength(1);
    expect(cards(card({ type: "url", displayText: "Open" }))).toEqual([
      "cards.0.buttons.0.url: is needed by a button of type url",
    ]);
  });

  test("are one to ten", () => {
    expect(cards(...Array(10).fill(card(url)))).toEqual([]);
    expect(cards(...Array(11).fill(card(url)))).toHaveLength(1);
    expect(cards()).toHaveLength(1);
  });
});

describe("a status", () => {
  const post = (more: object) =>
    problems(message.sendStatus.input, { instanceName: "a", type: "text", content: "x", ...more });
  const statusJidList = ["5511999999999"];

  test("has somebody who may see it", () => {
    expect(post({ statusJidList })).toEqual([]);
    expect(post({ allContacts: true })).toEqual([]);
    for (const more of [{}, { statusJidList: [] }, { allContacts: false }])
      expect(post(more)).toEqual(["statusJidList: must name at least one account, unless allContacts is true"]);
  });

  test("has colour and font without being told", () => {
    const parsed = message.sendStatus.input.parse({ instanceName: "a", type: "text", content: "x", statusJidList });
    expect(parsed).toMatchObject({ backgroundColor: "#1F7AEC", font: 1 });
    const written = {
      instanceName: "a",
      type: "text" as const,
      content: "x",
      statusJidList,
      backgroundColor: "ffAA00",
    };
    expect(message.sendStatus.input.parse(written).backgroundColor).toBe("#ffAA00");
    for (const good of ["#000000", "ffAA00"]) expect(post({ statusJidList, backgroundColor: good })).toEqual([]);
    for (const bad of ["red", "#12", "#1234567", "#11223344"])
      expect(post({ statusJidList, backgroundColor: bad })).toHaveLength(1);
  });

  test("is a text that says anything, or a medium", () => {
    const upload = "upload:0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10";
    expect(post({ statusJidList, content: "upload: done" })).toEqual([]);
    expect(post({ statusJidList, type: "image", content: upload })).toEqual([]);
    expect(post({ statusJidList, content: upload })).toHaveLength(1);
    expect(post({ statusJidList, type: "image", content: "upload: done" })).toHaveLength(1);
  });
});

test("existing clients get integer times and plain text as conversation, from every send", () => {
  const sent = SentMessage.parse(exampleOf(SentMessage));
  const text = { ...sent, message: { extendedTextMessage: { text: "Hi" } }, messageType: "extendedTextMessage" };
  for (const [name, { evolutionAnswer }] of Object.entries(message)) {
    const answer = evolutionAnswer?.(text) as Record<string, JsonValue>;
    expect(answer, name).toMatchObject({
      messageTimestamp: 1717689097,
      message: { conversation: "Hi" },
      messageType: "conversation",
    });
  }
});
