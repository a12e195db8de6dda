import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberForms } from "./number-forms.ts";

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));

/** Mobile numbers of the three countries, in one of their two forms. */
const twoFormed = fc.oneof(
  fc.tuple(digits(2), fc.constantFrom("", "9"), fc.stringMatching(/^[6-9]\d{7}$/)).map(([a, b, c]) => `55${a}${b}${c}`),
  fc.tuple(fc.constantFrom("", "1"), digits(10)).map(([a, b]) => `52${a}${b}`),
  fc.tuple(fc.constantFrom("", "9"), digits(10)).map(([a, b]) => `54${a}${b}`),
);

describe("the forms of a number", () => {
  test("are two for mobile numbers of three countries, and the same two from either side", () => {
    fc.assert(
      fc.property(twoFormed, (number) => {
        const [given, other = ""] = numberForms(number);
        expect(given).toBe(number);
        expect(numberForms(other)).toEqual([other, number]);
      }),
    );
  });

  test("are the number itself, first, for every number", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{5,17}$/), (number) => {
        const forms = numberForms(number);
        expect(forms[0]).toBe(number);
        expect(forms.length).toBeLessThanOrEqual(2);
        for (const form of forms) expect(form.slice(0, 2)).toBe(number.slice(0, 2));
      }),
    );
  });

  test("landlines of Brazil have one", () => {
    expect(numberForms("551133334444")).toEqual(["551133334444"]);
  });
});
