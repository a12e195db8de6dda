import { expect, test } from "vitest";
import { preparedInstance } from "./prepared-instance.ts";

const creation = { instanceName: "one", token: undefined, number: undefined, businessId: undefined };

test("a new instance is closed; the creator's token opens it, and is no secret of the engine", () => {
  expect(preparedInstance({ ...creation, token: "a-token-of-mine", number: "5511999999999" })).toEqual({
    number: "5511999999999",
    businessId: null,
    credentials: null,
    connectionState: "close",
    ownerJid: null,
    instanceToken: "a-token-of-mine",
    inboundUrl: null,
  });
});

test.each(["1", "1234", "123456789012345678901", "12345x"])("%s is no phone number", (number) => {
  expect(() => preparedInstance({ ...creation, number })).toThrow(
    expect.objectContaining({ code: "VALIDATION_FAILED" }),
  );
});
