import { proto } from "@whiskeysockets/baileys";

/** Something to choose, as a button or a row of a list. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  /** Of a row. */
  readonly description?: string | undefined;
}

/** A menu that opens with a button. */
export interface ListToSend {
  readonly title?: string | undefined;
  readonly text: string;
  readonly footer?: string | undefined;
  /** What the button that opens it says. */
  readonly button: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly Choice[] }[];
}

/** A text with buttons below it. */
export interface ButtonsToSend {
  readonly text: string;
  readonly footer?: string | undefined;
  readonly buttons: readonly Choice[];
}

export function listMessage({ title, text, footer, button, sections }: ListToSend): proto.IMessage {
  return {
    listMessage: {
      ...(title === undefined ? {} : { title }),
      description: text,
      ...(footer === undefined ? {} : { footerText: footer }),
      buttonText: button,
      listType: proto.Message.ListMessage.ListType.SINGLE_SELECT,
      sections: sections.map((section) => ({
        title: section.title,
        rows: section.rows.map((row) => ({ rowId: row.id, title: row.title, description: row.description ?? "" })),
      })),
    },
  };
}

export function buttonsMessage({ text, footer, buttons }: ButtonsToSend): proto.IMessage {
  return {
    buttonsMessage: {
      contentText: text,
      ...(footer === undefined ? {} : { footerText: footer }),
      headerType: proto.Message.ButtonsMessage.HeaderType.EMPTY,
      buttons: buttons.map(({ id, title }) => ({
        buttonId: id,
        buttonText: { displayText: title },
        type: proto.Message.ButtonsMessage.Button.Type.RESPONSE,
      })),
    },
  };
}

/** A template as businesses send it, with quick replies. */
export function templateMessage({ text, footer, buttons }: ButtonsToSend): proto.IMessage {
  return {
    templateMessage: {
      hydratedTemplate: {
        hydratedContentText: text,
        ...(footer === undefined ? {} : { hydratedFooterText: footer }),
        hydratedButtons: buttons.map(({ id, title }, index) => ({
          index,
          quickReplyButton: { id, displayText: title },
        })),
      },
    },
  };
}

/** What can be chosen in a message: rows of a list, buttons, quick replies of a template or a native flow. */
export function choicesIn(content: proto.IMessage): Choice[] {
  return [
    ...(content.listMessage?.sections ?? []).flatMap((section) =>
      (section.rows ?? []).map((row) => choice(row.rowId, row.title, row.description)),
    ),
    ...(content.buttonsMessage?.buttons ?? []).map((button) => choice(button.buttonId, button.buttonText?.displayText)),
    ...quickReplies(content).map((button) => choice(button.id, button.displayText)),
    ...nativeFlows(content).flatMap(({ buttons }) => (buttons ?? []).flatMap(nativeFlowChoices)),
  ];
}

/** The message by which an app answers when a choice is tapped; it must quote `content`. Raises an Error for another choice. */
export function answerMessage(content: proto.IMessage, choiceId: string): proto.IMessage {
  const choices = choicesIn(content);
  const index = choices.findIndex(({ id, title }) => id === choiceId || title === choiceId);
  const chosen = choices[index];
  if (chosen === undefined) {
    throw new Error(`there is no choice ${choiceId}, only ${choices.map(({ id }) => id).join(", ") || "none"}`);
  }
  const { id, title, description } = chosen;
  if (content.listMessage) {
    const { SINGLE_SELECT } = proto.Message.ListResponseMessage.ListType;
    const singleSelectReply = { selectedRowId: id };
    return {
      listResponseMessage: { title, listType: SINGLE_SELECT, singleSelectReply, description: description ?? "" },
    };
  }
  if (content.buttonsMessage) {
    const { DISPLAY_TEXT } = proto.Message.ButtonsResponseMessage.Type;
    return { buttonsResponseMessage: { selectedButtonId: id, type: DISPLAY_TEXT, selectedDisplayText: title } };
  }
  if (content.templateMessage) {
    return { templateButtonReplyMessage: { selectedId: id, selectedDisplayText: title, selectedIndex: index } };
  }
  return {
    interactiveResponseMessage: {
      body: { text: title },
      nativeFlowResponseMessage: { name: "quick_reply", paramsJson: JSON.stringify({ id }), version: 1 },
    },
  };
}

function quickReplies(content: proto.IMessage): proto.HydratedTemplateButton.IHydratedQuickReplyButton[] {
  const template = content.templateMessage?.hydratedTemplate ?? content.templateMessage?.hydratedFourRowTemplate;
  return (template?.hydratedButtons ?? []).flatMap(({ quickReplyButton }) => quickReplyButton ?? []);
}

/** The buttons of a message, or those of its cards. */
function nativeFlows({ interactiveMessage }: proto.IMessage): proto.Message.InteractiveMessage.INativeFlowMessage[] {
  const parts = [interactiveMessage, ...(interactiveMessage?.carouselMessage?.cards ?? [])];
  return parts.flatMap((part) => part?.nativeFlowMessage ?? []);
}

/** Quick replies and single selects carry what they offer as JSON. */
function nativeFlowChoices({
  name,
  buttonParamsJson,
}: proto.Message.InteractiveMessage.NativeFlowMessage.INativeFlowButton): Choice[] {
  const parameters = parsed(buttonParamsJson);
  if (name === "quick_reply") return [choice(textIn(parameters, "id"), textIn(parameters, "display_text"))];
  if (name !== "single_select") return [];
  return listIn(parameters, "sections").flatMap((section) =>
    listIn(section, "rows").map((row) => choice(textIn(row, "id"), textIn(row, "title"), textIn(row, "description"))),
  );
}

function choice(id: string | null | undefined, title: string | null | undefined, description?: string | null): Choice {
  return { id: id ?? "", title: title ?? "", ...(description ? { description } : {}) };
}

function parsed(json: string | null | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    // A button whose parameters are no JSON offers nothing that could be tapped.
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : undefined;
}

function listIn(value: unknown, name: string): unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}
