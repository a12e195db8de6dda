import { WaxwingError } from "@waxwing/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { recipientJid } from "./recipients.ts";

test.each([
  ["5511999999999", "5511999999999@s.whatsapp.net"],
  ["+55 (11) 99999-9999", "5511999999999@s.whatsapp.net"],
  ["5531988887777", "553188887777@s.whatsapp.net"],
  ["5531688887777", "553188887777@s.whatsapp.net"],
  ["5531932221111", "5531932221111@s.whatsapp.net"],
  ["5215512345678", "525512345678@s.whatsapp.net"],
  ["5491123456789", "541123456789@s.whatsapp.net"],
  ["5511999999999:12@s.whatsapp.net", "5511999999999@s.whatsapp.net"],
  ["120363025486748009", "120363025486748009@g.us"],
  ["5511999999999-1600000000", "5511999999999-1600000000@g.us"],
  ["120363025486748009@g.us", "120363025486748009@g.us"],
  ["123456789012345@lid", "123456789012345@lid"],
  ["status@broadcast", "status@broadcast"],
])("%s is %s", (recipient, jid) => {
  expect(recipientJid(recipient)).toBe(jid);
});

test.each(["", "abc", "123", "../../etc", "5511@evil.example", "1".repeat(40), "a b@g.us"])(
  "%j is refused",
  (recipient) => {
    expect(() => recipientJid(recipient)).toThrow(WaxwingError);
  },
);

test("whatever comes is refused or becomes a JID that stays itself", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()@.:-]{0,40}$/)), (recipient) => {
      let jid: string;
      try {
        jid = recipientJid(recipient);
      } catch (error) {
        return error instanceof WaxwingError && error.code === "RECIPIENT_INVALID";
      }
      return /^[0-9A-Za-z._-]+@[a-z.]+$/.test(jid) && recipientJid(jid) === jid;
    }),
  );
});
