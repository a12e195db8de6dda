import { WaxwingError } from "@waxwing/contract";

const jidPattern = /^([0-9A-Za-z._-]{1,64})@(s\.whatsapp\.net|g\.us|lid|broadcast|newsletter)$/;

/**
 * The JID of a number or JID as callers write it. Formatting characters and device suffixes go; Brazilian, Mexican and
 * Argentinian mobile numbers get the form under which WhatsApp knows them.
 * @throws RECIPIENT_INVALID
 */
export function recipientJid(recipient: string): string {
  const withoutDevice = recipient.trim().replace(/:\d+(?=@|$)/, "");
  if (withoutDevice.includes("@")) {
    if (!jidPattern.test(withoutDevice)) throw invalid(recipient);
    return withoutDevice;
  }
  const plain = withoutDevice.replace(/[\s+()]/g, "");
  if (/^\d+-\d+$/.test(plain) && plain.length >= 24) return `${plain}@g.us`;
  const digits = plain.replace(/[-.]/g, "");
  if (!/^\d{5,32}$/.test(digits)) throw invalid(recipient);
  if (digits.length >= 18) return `${digits}@g.us`;
  return `${nationalForm(digits)}@s.whatsapp.net`;
}

/** Like {@link recipientJid}, for filters: what cannot be a recipient is compared as it is. */
export function filterJid(address: string): string {
  try {
    return recipientJid(address);
  } catch {
    return address;
  }
}

function nationalForm(digits: string): string {
  if (digits.length !== 13) return digits;
  // Mexico's 1 and Argentina's 9 after the country code are dialled, but not part of the account.
  if (digits.startsWith("521") || digits.startsWith("549")) return digits.slice(0, 2) + digits.slice(3);
  if (!digits.startsWith("55")) return digits;
  const area = Number(digits.slice(2, 4));
  const firstOfSubscriber = Number(digits.charAt(5));
  // Brazil's ninth digit is part of the account in areas below 31 only, and of landline-like numbers nowhere else.
  return area < 31 || firstOfSubscriber < 7 ? digits : digits.slice(0, 4) + digits.slice(5);
}

function invalid(recipient: string): WaxwingError {
  return new WaxwingError("RECIPIENT_INVALID", `"${recipient.slice(0, 64)}" is neither a phone number nor a JID.`);
}
