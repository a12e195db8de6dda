import type { MessageContent } from "@waxwing/contract";
import type { proto } from "@whiskeysockets/baileys";
import { countOf, flagOf, present, textOf } from "./values.ts";

type Content<Field extends keyof MessageContent> = NonNullable<MessageContent[Field]>;

export function listOf(list: proto.Message.IListMessage): Content<"listMessage"> {
  return present({
    title: textOf(list.title),
    description: textOf(list.description),
    buttonText: textOf(list.buttonText),
    footerText: textOf(list.footerText),
    sections: (list.sections ?? []).map((section) =>
      present({
        title: textOf(section.title),
        rows: (section.rows ?? []).map((row) =>
          present({ rowId: row.rowId ?? "", title: row.title ?? "", description: textOf(row.description) }),
        ),
      }),
    ),
  });
}

export function listResponseOf(response: proto.Message.IListResponseMessage): Content<"listResponseMessage"> {
  const selectedRowId = textOf(response.singleSelectReply?.selectedRowId);
  return present({
    title: textOf(response.title),
    description: textOf(response.description),
    singleSelectReply: selectedRowId === undefined ? undefined : { selectedRowId },
  });
}

export function buttonsOf(message: proto.Message.IButtonsMessage): Content<"buttonsMessage"> {
  return present({
    contentText: textOf(message.contentText),
    footerText: textOf(message.footerText),
    buttons: (message.buttons ?? []).map((button) => ({
      buttonId: button.buttonId ?? "",
      buttonText: { displayText: button.buttonText?.displayText ?? "" },
    })),
  });
}

export function buttonsResponseOf(response: proto.Message.IButtonsResponseMessage): Content<"buttonsResponseMessage"> {
  return present({
    selectedButtonId: response.selectedButtonId ?? "",
    selectedDisplayText: textOf(response.selectedDisplayText),
  });
}

export function templateButtonReplyOf(
  reply: proto.Message.ITemplateButtonReplyMessage,
): Content<"templateButtonReplyMessage"> {
  return present({
    selectedId: reply.selectedId ?? "",
    selectedDisplayText: textOf(reply.selectedDisplayText),
    selectedIndex: countOf(reply.selectedIndex, 1000),
  });
}

/** Undefined when it has neither buttons of the native kind nor cards: shops have no documented form. */
export function interactiveOf(message: proto.Message.IInteractiveMessage): Content<"interactiveMessage"> | undefined {
  const { nativeFlowMessage, carouselMessage } = message;
  if (carouselMessage) {
    return { ...partOf(message), carouselMessage: { cards: (carouselMessage.cards ?? []).map(partOf) } };
  }
  return nativeFlowMessage ? partOf(message) : undefined;
}

/** What a message and a card have alike. */
function partOf(message: proto.Message.IInteractiveMessage): Omit<Content<"interactiveMessage">, "carouselMessage"> {
  const { header, nativeFlowMessage: flow } = message;
  return present({
    header: header
      ? present({
          title: textOf(header.title),
          subtitle: textOf(header.subtitle),
          hasMediaAttachment: flagOf(header.hasMediaAttachment),
        })
      : undefined,
    body: textPart(message.body),
    footer: textPart(message.footer),
    nativeFlowMessage: flow
      ? present({
          buttons: (flow.buttons ?? []).map((button) => ({
            name: button.name ?? "",
            buttonParamsJson: button.buttonParamsJson ?? "",
          })),
          messageParamsJson: textOf(flow.messageParamsJson),
        })
      : undefined,
  });
}

export function interactiveResponseOf(
  response: proto.Message.IInteractiveResponseMessage,
): Content<"interactiveResponseMessage"> {
  const flow = response.nativeFlowResponseMessage;
  return present({
    body: textPart(response.body),
    nativeFlowResponseMessage: flow
      ? present({ name: flow.name ?? "", paramsJson: flow.paramsJson ?? "", version: countOf(flow.version, 1000) })
      : undefined,
  });
}

function textPart(part: { text?: string | null } | null | undefined): { text: string } | undefined {
  const text = textOf(part?.text);
  return text === undefined ? undefined : { text };
}
