/**
 * The forms in which a phone number may be registered, the given one first. Mobile numbers of three countries have two:
 * Brazil with and without the ninth digit, Mexico with and without a 1 and Argentina with and without a 9 behind the
 * country code.
 */
export function numberForms(digits: string): string[] {
  const other = otherForm(digits);
  return other === null ? [digits] : [digits, other];
}

function otherForm(digits: string): string | null {
  const brazil = /^55(\d{2})(9?)([6-9]\d{7})$/.exec(digits);
  if (brazil !== null) return `55${brazil[1]}${brazil[2] === "9" ? "" : "9"}${brazil[3]}`;
  const mexico = /^52(1?)(\d{10})$/.exec(digits);
  if (mexico !== null) return `52${mexico[1] === "1" ? "" : "1"}${mexico[2]}`;
  const argentina = /^54(9?)(\d{10})$/.exec(digits);
  if (argentina !== null) return `54${argentina[1] === "9" ? "" : "9"}${argentina[2]}`;
  return null;
}
