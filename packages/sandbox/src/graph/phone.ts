/** The digits of a phone number, however it was written: `+55 (11) 98888-7777` gives `5511988887777`. */
export function phoneDigits(text: string): string {
  return text.replace(/\D/g, "");
}

/** Whether Graph would take this as a phone number: 5 to 20 digits, with the usual signs between them. */
export function isPhoneNumber(text: string): boolean {
  return /^\+?[\d\s().-]+$/.test(text) && /^\d{5,20}$/.test(phoneDigits(text));
}

/**
 * The WhatsApp id that older Brazilian accounts have: 55, area code, and the mobile number without its ninth digit.
 * Graph answers with it although the message was addressed to the number with the digit.
 */
export function withoutBrazilianNinthDigit(digits: string): string {
  return /^55\d{2}9\d{8}$/.test(digits) ? digits.slice(0, 4) + digits.slice(5) : digits;
}
