import { MessageStatus } from "@waxwing/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareStatuses, isFurther } from "./message-status.ts";

const status = fc.constantFrom(...MessageStatus.options);
const after = (reports: readonly MessageStatus[]): MessageStatus =>
  reports.reduce<MessageStatus>((current, reported) => (isFurther(reported, current) ? reported : current), "PENDING");

test("in whatever order and however often reports arrive, the message ends in the same status", () => {
  fc.assert(
    fc.property(fc.array(status), fc.infiniteStream(fc.nat(1000)), (reports, numbers) => {
      const shuffled = [...reports, ...reports]
        .map((report) => ({ report, at: numbers.next().value as number }))
        .sort((left, right) => left.at - right.at)
        .map(({ report }) => report);
      expect(after(shuffled)).toBe(after(reports));
      expect(after([...reports].sort(compareStatuses))).toBe(after(reports));
    }),
  );
});

test("a failure overtakes an accepted message and no delivered one; nothing overtakes a deletion", () => {
  expect(after(["SERVER_ACK", "ERROR"])).toBe("ERROR");
  expect(after(["ERROR", "SERVER_ACK"])).toBe("ERROR");
  expect(after(["DELIVERY_ACK", "ERROR"])).toBe("DELIVERY_ACK");
  fc.assert(fc.property(status, (reported) => !isFurther(reported, "DELETED") && !isFurther(reported, reported)));
});
