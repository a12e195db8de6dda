import { describe, expect, it } from "vitest";
import { refusedBy } from "./refusals.ts";

const person = "5511900000002@s.whatsapp.net";
const group = "120363025486748009@g.us";

describe("a refusal of WhatsApp", () => {
  it.each([
    [463, person, "WHATSAPP_REJECTED"],
    [479, person, "WHATSAPP_REJECTED"],
    [404, person, "WHATSAPP_REJECTED"],
    [429, person, "WHATSAPP_RATE_LIMITED"],
    [503, person, "WHATSAPP_UNAVAILABLE"],
    [999, person, "WHATSAPP_REJECTED"],
    [403, group, "GROUP_ACCESS_DENIED"],
    [404, group, "GROUP_NOT_FOUND"],
    [403, person, "WHATSAPP_REJECTED"],
  ])("%i to %s is %s, with what WhatsApp said", (whatsappCode, to, code) => {
    const error = refusedBy(whatsappCode, to);
    expect(error).toMatchObject({ code, details: { whatsapp: { code: whatsappCode } } });
    expect(error.message).toMatch(/^[A-Z].+\.$/);
  });
});
