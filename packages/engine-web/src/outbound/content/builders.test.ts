import type { OutgoingButton, OutgoingCard, OutgoingContact, OutgoingContent } from "@waxwing/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertShown, buttonsContent } from "./buttons.ts";
import { assertCarouselShown, carouselContent } from "./carousel.ts";
import { argbOf } from "./colour.ts";
import { listContent } from "./list.ts";
import { pollContent } from "./poll.ts";
import { vcard } from "./vcard.ts";

describe("a contact card", () => {
  const maria: OutgoingContact = {
    fullName: "Silva; Maria, M.\\D.",
    phoneNumber: "+55 (11) 98888-0000",
    organization: "Shop\nand more",
    email: "maria@example.com",
    url: "https://example.com",
  };

  it("escapes what separates values, and leads to the account", () => {
    expect(vcard(maria).split("\n")).toEqual([
      "BEGIN:VCARD",
      "VERSION:3.0",
      "N:;Silva\\; Maria\\, M.\\\\D.;;;",
      "FN:Silva\\; Maria\\, M.\\\\D.",
      "ORG:Shop\\nand more",
      "EMAIL:maria@example.com",
      "URL:https://example.com",
      "TEL;type=CELL;type=VOICE;waid=5511988880000:+55 (11) 98888-0000",
      "END:VCARD",
    ]);
  });

  it("takes the account of the caller, as number or JID", () => {
    expect(vcard({ ...maria, wuid: "551188880000@s.whatsapp.net" })).toContain("waid=551188880000:");
    expect(vcard({ fullName: "M", phoneNumber: "5511988880000" })).toContain("waid=5511988880000:+5511988880000");
  });

  it("has the lines that it should have, whatever the fields hold", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, text, text, text, (fullName, phoneNumber, organization, email, url) => {
        const lines = vcard({ fullName, phoneNumber, organization, email, url }).split(/\r\n|[\r\n\u2028\u2029]/);
        expect(lines.map((line) => line.split(/[:;]/)[0])).toEqual([
          "BEGIN",
          "VERSION",
          "N",
          "FN",
          "ORG",
          "EMAIL",
          "URL",
          "TEL",
          "END",
        ]);
      }),
    );
  });
});

describe("buttons", () => {
  const reply: OutgoingButton = { type: "reply", displayText: "Yes", id: "yes" };
  const pix: OutgoingButton = { type: "pix", currency: "BRL", name: "Shop", keyType: "random", key: "k-1" };
  const message = (buttons: readonly OutgoingButton[]): Extract<OutgoingContent, { kind: "buttons" }> => ({
    kind: "buttons",
    title: "Order",
    buttons,
  });

  it("have the names and parameters that clients know", () => {
    const { interactiveMessage } = buttonsContent(
      message([
        { type: "url", displayText: "Open", url: "https://example.com" },
        { type: "copy", displayText: "Copy", copyCode: "PROMO" },
        { type: "call", displayText: "Call", phoneNumber: "5511999999999" },
      ]),
    );
    const buttons = interactiveMessage?.nativeFlowMessage?.buttons ?? [];
    expect(buttons.map(({ name, buttonParamsJson }) => [name, JSON.parse(buttonParamsJson ?? "")])).toEqual([
      ["cta_url", { display_text: "Open", url: "https://example.com", merchant_url: "https://example.com" }],
      ["cta_copy", { display_text: "Copy", copy_code: "PROMO" }],
      ["cta_call", { display_text: "Call", phone_number: "5511999999999" }],
    ]);
    expect(interactiveMessage?.body?.text).toBe("*Order*");
  });

  it("show a Pix key", () => {
    const [button] = buttonsContent(message([pix])).interactiveMessage?.nativeFlowMessage?.buttons ?? [];
    expect(button?.name).toBe("payment_info");
    expect(JSON.parse(button?.buttonParamsJson ?? "")).toMatchObject({
      currency: "BRL",
      reference_id: expect.stringMatching(/^[0-9A-F]{16}$/),
      payment_settings: [
        { type: "pix_static_code", pix_static_code: { merchant_name: "Shop", key: "k-1", key_type: "EVP" } },
      ],
    });
  });

  it.each([
    ["pix with others", [pix, { type: "copy", displayText: "Copy", copyCode: "1" } as const]],
    ["replies with others", [reply, { type: "call", displayText: "Call", phoneNumber: "1" } as const]],
    ["four replies", [reply, reply, reply, reply]],
  ])("that clients do not show are refused: %s", (_, buttons) => {
    expect(() => assertShown(buttons)).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED_BY_ENGINE" }));
  });

  it("that clients show are not refused", () => {
    expect(() => assertShown([reply, reply, reply])).not.toThrow();
    expect(() => assertShown([pix])).not.toThrow();
  });
});

describe("a carousel", () => {
  const reply: OutgoingButton = { type: "reply", displayText: "Yes", id: "yes" };
  const call: OutgoingButton = { type: "call", displayText: "Call", phoneNumber: "5511999999999" };
  const carousel = (...cards: OutgoingCard[]) => ({ kind: "carousel", body: "Today", cards }) as const;

  it("of one card without a picture is a text with buttons, in combinations that clients show", () => {
    const one = carousel({ body: "Half", buttons: [reply] });
    expect(carouselContent(one, one.cards).interactiveMessage).toMatchObject({
      body: { text: "Today\n\nHalf" },
      nativeFlowMessage: { buttons: [{ name: "quick_reply" }] },
    });
    expect(() => assertCarouselShown(one)).not.toThrow();
    expect(() => assertCarouselShown(carousel({ body: "Half", buttons: [reply, call] }))).toThrow(
      expect.objectContaining({ code: "NOT_SUPPORTED_BY_ENGINE" }),
    );
  });

  it("of several has cards, whose buttons may be of several types", () => {
    const two = carousel({ body: "Half", buttons: [reply, call] }, { title: "Pasta", body: "Whole", buttons: [call] });
    expect(() => assertCarouselShown(two)).not.toThrow();
    const { interactiveMessage } = carouselContent(two, two.cards);
    expect(interactiveMessage?.nativeFlowMessage).toBeUndefined();
    expect(interactiveMessage?.carouselMessage?.cards).toMatchObject([
      { header: { hasMediaAttachment: false }, body: { text: "Half" }, nativeFlowMessage: { buttons: [{}, {}] } },
      { header: { title: "Pasta" }, body: { text: "Whole" }, nativeFlowMessage: { buttons: [{ name: "cta_call" }] } },
    ]);
  });
});

it("a list without a text says its title where the text belongs", () => {
  const list = { kind: "list", title: "Menu", buttonText: "Open", sections: [] } as const;
  expect(listContent(list).interactiveMessage).toMatchObject({ body: { text: "Menu" } });
  expect(listContent(list).interactiveMessage?.header).toBeUndefined();
  const withText = listContent({ ...list, description: "Choose" }).interactiveMessage;
  expect(withText).toMatchObject({ header: { title: "Menu" }, body: { text: "Choose" } });
});

it("a poll of one choice has the version that clients send for it", () => {
  const poll = { kind: "poll", name: "?", values: ["a", "b"] } as const;
  expect(Object.keys(pollContent({ ...poll, selectableCount: 1 }))).toEqual(["pollCreationMessageV3"]);
  expect(Object.keys(pollContent({ ...poll, selectableCount: 0 }))).toEqual(["pollCreationMessage"]);
  expect(pollContent({ ...poll, selectableCount: 2 }).pollCreationMessage?.selectableOptionsCount).toBe(2);
});

it("colours are opaque unless they say otherwise", () => {
  expect(argbOf("#1F7AEC")).toBe(0xff1f7aec);
  expect(argbOf("1f7aec")).toBe(0xff1f7aec);
  expect(argbOf("#801F7AEC")).toBe(0x801f7aec);
});
