/** What the rules look at in a button. */
interface ButtonFields {
  readonly type: "reply" | "copy" | "url" | "call" | "pix";
  readonly displayText?: string | undefined;
  readonly id?: string | undefined;
  readonly copyCode?: string | undefined;
  readonly url?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly currency?: string | undefined;
  readonly name?: string | undefined;
  readonly keyType?: string | undefined;
  readonly key?: string | undefined;
}

const neededFields = {
  reply: ["displayText", "id"],
  copy: ["displayText", "copyCode"],
  url: ["displayText", "url"],
  call: ["displayText", "phoneNumber"],
  pix: ["currency", "name", "keyType", "key"],
} as const;

/** The first field that a button of this type needs and has not. */
export function buttonFault(button: ButtonFields): { field: string; message: string } | undefined {
  const missing = neededFields[button.type].find((name) => button[name] === undefined);
  return missing === undefined
    ? undefined
    : { field: missing, message: `is needed by a button of type ${button.type}` };
}

const mostReplies = 3;

/** Why these buttons cannot stand in one message, as a sentence; WhatsApp shows no other combinations. */
export function buttonsFault(buttons: readonly ButtonFields[]): string | undefined {
  const count = (type: ButtonFields["type"]): number => buttons.filter((button) => button.type === type).length;
  const replies = count("reply");
  const pix = count("pix");
  if (pix > 1) return "must not have more than one pix button";
  if (pix === 1 && buttons.length > 1) return "must not mix a pix button with other buttons";
  if (replies > mostReplies) return `must not have more than ${mostReplies} reply buttons`;
  if (replies > 0 && replies < buttons.length) return "must not mix reply buttons with other buttons";
  return undefined;
}
