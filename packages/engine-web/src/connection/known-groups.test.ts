import { expect, test } from "vitest";
import type { InboundOptions } from "./ports.ts";
import { useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";

test("what a group is, what arrives can ask for: once, until it changes", async () => {
  let asking: InboundOptions | undefined;
  fixture.use({
    environment: {
      ports: {
        ...fixture.keys,
        createInbound(options) {
          asking = options;
          return fixture.inbound.createInbound(options);
        },
      },
    },
  });
  const instance = fixture.instance("one");
  await fixture.pair(instance, phone);
  const bob = await fixture.sandbox.contact("15550000009", { name: "Bob" });
  const { jid } = fixture.sandbox.createGroup("Team", { by: bob.phone, members: [phone] });
  const queries = () => fixture.sandbox.transcript.stanzas({ direction: "in", tag: "iq", attrs: { to: jid } }).length;
  expect(await asking?.group(jid)).toMatchObject({ id: jid, subject: "Team" });
  expect(await asking?.group(jid)).toMatchObject({ subject: "Team" });
  expect(queries()).toBe(1);
  asking?.onGroupChange?.(jid);
  expect(await asking?.group(jid)).toMatchObject({ subject: "Team" });
  expect(queries()).toBe(2);
});
