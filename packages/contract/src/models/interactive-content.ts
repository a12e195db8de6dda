import { z } from "zod";
import { field, model } from "../definition/schema.ts";
import { Jid } from "./jid.ts";
import { MessageKey } from "./message-key.ts";

const title = field(z.string(), "Title", "Menu").optional();
const description = field(z.string(), "Text", "What would you like?").optional();
const footerText = field(z.string(), "Small text below", "Open until 22:00").optional();
const rowId = field(z.string(), "Id of the row", "pizza");
const buttonId = field(z.string(), "Id of the button", "yes");
const buttonText = field(z.string(), "Text on the button", "Yes");

const Text = model("InteractiveText", "Text of a part of a message", { text: field(z.string(), "The text", "Hello") });

export const PollCreation = model("PollContent", "A poll", {
  name: field(z.string(), "The question", "Lunch?"),
  options: z
    .array(model("PollOption", "An answer to choose", { optionName: field(z.string(), "The answer", "Pizza") }))
    .meta({ description: "The answers" }),
  selectableOptionsCount: field(z.int().min(0).max(100), "How many may be chosen; 0 for any number", 1),
});

export const PollVote = model("PollVoteContent", "A vote, decrypted", {
  pollCreationMessageKey: MessageKey,
  vote: model("PollSelection", "What the voter has chosen", {
    selectedOptions: z
      .array(z.string())
      .meta({ description: "The chosen answers; empty when the vote was withdrawn", examples: [["Pizza"]] }),
  })
    .optional()
    .meta({ description: "What the voter has chosen; missing when the poll is not stored here" }),
  senderTimestampMs: field(z.string(), "When, Unix time in milliseconds", "1717689097000").optional(),
});

export const List = model("ListContent", "A list to choose from", {
  title,
  description,
  buttonText: field(z.string(), "Text on the button that opens the list", "Open").optional(),
  footerText,
  sections: z
    .array(
      model("ListContentSection", "A part of the list", {
        title,
        rows: z
          .array(
            model("ListContentRow", "A row", {
              rowId,
              title: field(z.string(), "Text of the row", "Pizza"),
              description: field(z.string(), "Small text of the row", "With cheese").optional(),
            }),
          )
          .meta({ description: "The rows" }),
      }),
    )
    .optional()
    .meta({ description: "The parts" }),
});

export const ListResponse = model("ListResponseContent", "The row that was chosen from a list", {
  title,
  description,
  singleSelectReply: model("ListSelection", "The chosen row", { selectedRowId: rowId }).optional(),
});

export const Buttons = model("ButtonsContent", "A text with buttons", {
  contentText: field(z.string(), "The text", "Shall we deliver?").optional(),
  footerText,
  buttons: z
    .array(
      model("ButtonsContentButton", "A button", {
        buttonId,
        buttonText: model("ButtonsContentText", "Its text", { displayText: buttonText }),
      }),
    )
    .optional()
    .meta({ description: "The buttons" }),
});

export const ButtonsResponse = model("ButtonsResponseContent", "The button that was pressed", {
  selectedButtonId: buttonId,
  selectedDisplayText: buttonText.optional(),
});

export const TemplateButtonReply = model("TemplateButtonReplyContent", "The button of a template that was pressed", {
  selectedId: buttonId,
  selectedDisplayText: buttonText.optional(),
  selectedIndex: field(z.int().min(0).max(1000), "Its position, from 0", 0).optional(),
});

const interactivePart = {
  header: model("InteractiveHeader", "The head", {
    title,
    subtitle: field(z.string(), "Second line of the head", "Today").optional(),
    hasMediaAttachment: field(z.boolean(), "Whether the head is a medium", false).optional(),
  }).optional(),
  body: Text.optional(),
  footer: Text.optional(),
  nativeFlowMessage: model("NativeFlow", "The buttons", {
    buttons: z
      .array(
        model("NativeFlowButton", "A button", {
          name: field(z.string(), "Kind: `quick_reply`, `cta_url`, `cta_copy`, `cta_call`, …", "quick_reply"),
          buttonParamsJson: field(z.string(), "Its parameters, JSON as text", '{"display_text":"Yes","id":"yes"}'),
        }),
      )
      .meta({ description: "The buttons" }),
    messageParamsJson: field(z.string(), "Parameters of all, JSON as text", "{}").optional(),
  }).optional(),
};

export const Interactive = model("InteractiveContent", "A message with native buttons, or with cards that have them", {
  ...interactivePart,
  carouselMessage: model("CarouselContent", "The cards", {
    cards: z
      .array(model("CarouselContentCard", "A card", interactivePart))
      .meta({ description: "The cards, in their order" }),
  }).optional(),
});

export const InteractiveResponse = model("InteractiveResponseContent", "The native button that was pressed", {
  body: Text.optional(),
  nativeFlowResponseMessage: model("NativeFlowResponse", "What was pressed", {
    name: field(z.string(), "Kind of the button", "quick_reply"),
    paramsJson: field(z.string(), "What it answers, JSON as text", '{"id":"yes"}'),
    version: field(z.int().min(0).max(1000), "Version of the form", 3).optional(),
  }).optional(),
});

export const GroupInvite = model("GroupInviteContent", "An invitation into a group", {
  groupJid: field(Jid, "The group", "120363025486748009@g.us"),
  inviteCode: field(z.string(), "The code that accepts it", "DCqQ6ixLUvJ9Vq6mQpNqCi"),
  inviteExpiration: field(z.string(), "When it ends, Unix time in seconds", "1718689097").optional(),
  groupName: field(z.string(), "Name of the group", "Team").optional(),
  caption: field(z.string(), "Text", "Join us").optional(),
  jpegThumbnail: field(z.string(), "Picture as JPEG, base64", "/9j/4AAQSkZJRg==").optional(),
});
