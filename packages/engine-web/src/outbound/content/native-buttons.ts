import { randomBytes } from "node:crypto";
import type { OutgoingButton } from "@waxwing/core";
import type { proto } from "@whiskeysockets/baileys";

type NativeButton = proto.Message.InteractiveMessage.NativeFlowMessage.INativeFlowButton;

const pixKeyTypes = { phone: "PHONE", email: "EMAIL", cpf: "CPF", cnpj: "CNPJ", random: "EVP" } as const;

/** Buttons as clients know them: each a name, and parameters as JSON. */
export function nativeFlow(buttons: readonly OutgoingButton[]): proto.Message.InteractiveMessage.INativeFlowMessage {
  const referenceId = randomBytes(8).toString("hex").toUpperCase();
  return {
    buttons: buttons.map((button) => nativeButton(button, referenceId)),
    messageParamsJson: "",
    messageVersion: 1,
  };
}

function nativeButton(button: OutgoingButton, referenceId: string): NativeButton {
  const { displayText, id, url, copyCode, phoneNumber } = button;
  switch (button.type) {
    case "reply":
      return named("quick_reply", { display_text: displayText, id });
    case "url":
      return named("cta_url", { display_text: displayText, url, merchant_url: url });
    case "copy":
      return named("cta_copy", { display_text: displayText, copy_code: copyCode });
    case "call":
      return named("cta_call", { display_text: displayText, phone_number: phoneNumber });
    case "pix":
      return named("payment_info", pixParameters(button, referenceId));
  }
}

function named(name: string, parameters: object): NativeButton {
  return { name, buttonParamsJson: JSON.stringify(parameters) };
}

/** An order of nothing, that is paid by a static Pix code: clients show receiver and key, and a button that copies it. */
function pixParameters({ currency, name, keyType, key }: OutgoingButton, referenceId: string): object {
  const nothing = { value: 0, offset: 100 };
  return {
    currency,
    total_amount: nothing,
    reference_id: referenceId,
    type: "physical-goods",
    order: {
      status: "pending",
      subtotal: nothing,
      order_type: "ORDER",
      items: [{ name: "", amount: nothing, quantity: 0, sale_amount: nothing }],
    },
    payment_settings: [
      {
        type: "pix_static_code",
        pix_static_code: {
          merchant_name: name,
          key,
          key_type: keyType === undefined ? undefined : pixKeyTypes[keyType],
        },
      },
    ],
    share_payment_status: false,
  };
}
