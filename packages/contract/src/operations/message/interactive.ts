import { z } from "zod";
import { mutation } from "../../definition/operation.ts";
import { enumeration, field, model } from "../../definition/schema.ts";
import { HttpUrl } from "../../models/http-url.ts";
import { SentMessage } from "../../models/message.ts";
import { sendErrors } from "../engine-errors.ts";
import { buttonFault, buttonsFault } from "./button-rules.ts";
import { evolutionSentMessage, sendFields } from "./send-fields.ts";

const pictureErrors = ["URL_NOT_ALLOWED", "MEDIA_INVALID", "MEDIA_UNREACHABLE", "MEDIA_TOO_LARGE"] as const;

const shortText = z.string().min(1).max(1024);

const ListRow = model("ListRow", "A row of a list", {
  title: field(shortText, "Text of the row", "Pizza"),
  description: field(z.string().max(1024), "Small text of the row", "With cheese").optional(),
  rowId: field(z.string().min(1).max(200), "Id of the row, unique in the list", "pizza"),
});

const ListSection = model("ListSection", "A part of a list", {
  title: field(z.string().max(1024), "Title of the part", "Food"),
  rows: z.array(ListRow).min(1).max(100).meta({ description: "The rows" }),
});

const text = (description: string, example: string) => field(shortText, description, example).optional();

const tapFields = {
  displayText: text("Text on the button (all but pix)", "Yes"),
  id: text("Id that the answer carries (reply)", "yes"),
  copyCode: text("Text that is copied (copy)", "PROMO-2026"),
  url: field(HttpUrl, "Page that is opened (url)", "https://example.com").optional(),
  phoneNumber: text("Number that is called (call)", "5511999999999"),
};

const Button = model(
  "Button",
  "A button; its type says which fields it needs",
  {
    type: enumeration("ButtonType", "What the button does", ["reply", "copy", "url", "call", "pix"]),
    ...tapFields,
    currency: text("Currency (pix)", "BRL"),
    name: text("Name of the receiver (pix)", "My shop"),
    keyType: enumeration("PixKeyType", "Kind of the key (pix)", ["phone", "email", "cpf", "cnpj", "random"]).optional(),
    key: text("The key (pix)", "shop@example.com"),
  },
  { type: "reply", displayText: "Yes", id: "yes" },
);

const CarouselButton = model(
  "CarouselButton",
  "A button of a card; its type says which fields it needs",
  { type: enumeration("CarouselButtonType", "What the button does", ["reply", "copy", "url", "call"]), ...tapFields },
  { type: "reply", displayText: "Order", id: "order-pizza" },
);

const CarouselCard = model("CarouselCard", "A card of a carousel", {
  title: text("Title", "Pizza"),
  body: field(shortText, "Text", "With cheese"),
  footer: text("Small text below", "R$ 40"),
  imageUrl: field(HttpUrl, "Picture above the text", "https://example.com/media/picture.jpg").optional(),
  buttons: z
    .array(CarouselButton.superRefine(needsItsFields))
    .min(1)
    .max(3)
    .meta({ description: "The buttons", examples: [[{ type: "reply", displayText: "Order", id: "order-pizza" }]] }),
});

/** Operations whose recipient chooses something. */
export const interactiveMessages = {
  sendPoll: mutation({
    rest: { method: "POST", path: "/message/sendPoll/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a poll",
    description: "Sends a question with 2 to 12 answers. Votes arrive decoded, with totals.",
    input: z
      .object({
        ...sendFields,
        name: field(z.string().min(1).max(1024), "The question", "Lunch?"),
        values: z
          .array(field(z.string().min(1).max(255), "An answer", "Pizza"))
          .min(2, "must have 2 to 12 answers")
          .max(12, "must have 2 to 12 answers")
          .refine(hasNoDuplicate, "must not have an answer twice")
          .meta({ description: "The answers", examples: [["Pizza", "Pasta"]] }),
        selectableCount: field(z.int().min(0).max(12), "How many may be chosen; 0 for any number", 1).default(1),
      })
      .refine(({ selectableCount, values }) => selectableCount <= values.length, {
        path: ["selectableCount"],
        message: "must not be larger than the number of answers",
      }),
    output: SentMessage,
    errors: sendErrors,
    example: { instanceName: "my-instance", number: "5511999999999", name: "Lunch?", values: ["Pizza", "Pasta"] },
    evolutionAnswer: evolutionSentMessage,
  }),

  sendList: mutation({
    rest: { method: "POST", path: "/message/sendList/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a list to choose from",
    description:
      "Sends a text with a button that opens a list. Where the form is known not to show on some phones, the answer says so in `warnings`.",
    input: z.object({
      ...sendFields,
      title: field(shortText, "Title", "Menu"),
      description: field(z.string().max(4096), "Text", "What would you like?").optional(),
      buttonText: field(shortText, "Text on the button that opens the list", "Open"),
      footerText: field(z.string().max(1024), "Small text below", "Open until 22:00").optional(),
      sections: z
        .array(ListSection)
        .min(1)
        .max(100)
        .refine(
          (sections) => hasNoDuplicate(sections.flatMap(({ rows }) => rows.map((row) => row.rowId))),
          "must not have a rowId twice",
        )
        .meta({ description: "The parts of the list" }),
    }),
    output: SentMessage,
    errors: sendErrors,
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      title: "Menu",
      description: "What would you like?",
      buttonText: "Open",
      footerText: "Open until 22:00",
      sections: [{ title: "Food", rows: [{ title: "Pizza", description: "With cheese", rowId: "pizza" }] }],
    },
    evolutionAnswer: evolutionSentMessage,
  }),

  sendButtons: mutation({
    rest: { method: "POST", path: "/message/sendButtons/:instanceName", status: 201 },
    access: "instance",
    summary: "Send a text with buttons",
    description:
      "Sends a text with up to three reply buttons, or with url, call and copy buttons, or with one pix button. Where the form is known not to show on some phones, the answer says so in `warnings`.",
    input: z.object({
      ...sendFields,
      title: field(shortText, "Title", "Your order"),
      description: field(z.string().max(4096), "Text", "Shall we deliver it today?").optional(),
      footer: field(z.string().max(1024), "Small text below", "My shop").optional(),
      thumbnailUrl: field(HttpUrl, "Picture above the text", "https://example.com/media/picture.jpg").optional(),
      buttons: z
        .array(Button.superRefine(needsItsFields))
        .min(1)
        .max(10)
        .superRefine((buttons, context) => {
          const message = buttonsFault(buttons);
          if (message !== undefined) context.addIssue({ code: "custom", message });
        })
        .meta({ description: "The buttons", examples: [[{ type: "reply", displayText: "Yes", id: "yes" }]] }),
    }),
    output: SentMessage,
    errors: [...sendErrors, ...pictureErrors],
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      title: "Your order",
      description: "Shall we deliver it today?",
      footer: "My shop",
      buttons: [
        { type: "reply", displayText: "Yes", id: "yes" },
        { type: "reply", displayText: "No", id: "no" },
      ],
    },
    evolutionAnswer: evolutionSentMessage,
  }),

  sendCarousel: mutation({
    rest: { method: "POST", path: "/message/sendCarousel/:instanceName", status: 201 },
    access: "instance",
    summary: "Send cards to swipe through",
    description:
      "Sends a text with up to ten cards below, each with a picture where one is given and up to three buttons. A single card without a picture is sent as a text with buttons. Where the form is known not to show on some phones, the answer says so in `warnings`.",
    input: z.object({
      ...sendFields,
      body: field(z.string().min(1).max(4096), "Text above the cards", "What we have today"),
      cards: z.array(CarouselCard).min(1).max(10).meta({ description: "The cards" }),
    }),
    output: SentMessage,
    errors: [...sendErrors, ...pictureErrors],
    example: {
      instanceName: "my-instance",
      number: "5511999999999",
      body: "What we have today",
      cards: [
        {
          title: "Pizza",
          body: "With cheese",
          footer: "R$ 40",
          imageUrl: "https://example.com/media/picture.jpg",
          buttons: [{ type: "reply", displayText: "Order", id: "order-pizza" }],
        },
        {
          title: "Pasta",
          body: "With tomatoes",
          buttons: [{ type: "url", displayText: "Look", url: "https://example.com/pasta" }],
        },
      ],
    },
    evolutionAnswer: evolutionSentMessage,
  }),
};

function needsItsFields(button: Parameters<typeof buttonFault>[0], context: z.core.$RefinementCtx): void {
  const fault = buttonFault(button);
  if (fault !== undefined) context.addIssue({ code: "custom", path: [fault.field], message: fault.message });
}

function hasNoDuplicate(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
