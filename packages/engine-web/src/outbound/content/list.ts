import type { OutgoingContent } from "@waxwing/core";
import type { BuiltContent } from "./tools.ts";

type List = Extract<OutgoingContent, { kind: "list" }>;

/**
 * A list, as a native `single_select` button: clients of today show no `listMessage` of an account that is no business.
 * Shown only with the elements of `interactiveElements` beside it.
 */
export function listContent({ title, description, buttonText, footerText, sections }: List): BuiltContent {
  const parameters = {
    title: buttonText,
    sections: sections.map((section) => ({
      title: section.title,
      rows: section.rows.map((row) => ({
        header: "",
        title: row.title,
        description: row.description ?? "",
        id: row.rowId,
      })),
    })),
  };
  return {
    interactiveMessage: {
      // A body is obligatory: a list without a text says its title there.
      ...(description === undefined ? {} : { header: { title, hasMediaAttachment: false } }),
      body: { text: description ?? title },
      ...(footerText === undefined ? {} : { footer: { text: footerText } }),
      nativeFlowMessage: {
        buttons: [{ name: "single_select", buttonParamsJson: JSON.stringify(parameters) }],
        messageParamsJson: "",
        messageVersion: 1,
      },
    },
  };
}
