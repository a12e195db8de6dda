import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { useWebFixture } from "./testing/web-fixture.ts";

const fixture = useWebFixture();
const phone = "15550000001";

test("of two messages of a new contact, the second does not overtake while addresses of the first are stored", async () => {
  const { openKeys } = fixture.keys;
  let isPaired = false;
  let arrived = 0;
  let stored = 0;
  /** Holds the first message up until a second one would have passed it. */
  const hold = async (): Promise<void> => {
    if (!isPaired) return;
    stored += 1;
    if (stored > 1) return;
    while (arrived < 2) await setImmediate();
    for (let turns = 0; turns < 50 && stored < 2; turns++) await setImmediate();
  };
  fixture.use({
    environment: {
      ports: {
        ...fixture.keys,
        createInbound: fixture.inbound.createInbound,
        async openKeys(options) {
          const keys = await openKeys(options);
          return {
            ...keys,
            noteStanza({ tag }) {
              if (isPaired && tag === "message") arrived += 1;
            },
            makeSignalRepository: (...args) => {
              const repository = keys.makeSignalRepository(...args);
              const { lidMapping } = repository;
              const store = lidMapping.storeLIDPNMappings.bind(lidMapping);
              lidMapping.storeLIDPNMappings = async (pairs) => {
                await hold();
                return store(pairs);
              };
              return repository;
            },
          };
        },
      },
    },
  });
  const instance = fixture.instance("one");
  await fixture.pair(instance, phone);
  await fixture.until(() => (fixture.keys.credentials(instance.id)?.accountSyncCounter ?? 0) > 0, "first sync");
  isPaired = true;
  const contact = await fixture.sandbox.contact("15550000009", { name: "Bob" });
  await contact.say("first", { to: phone });
  await contact.say("second", { to: phone });
  const told = () => fixture.inbound.messages.flatMap(({ message }) => message?.conversation ?? []);
  await fixture.until(() => told().length === 2, "both messages");
  expect(told()).toEqual(["first", "second"]);
  expect(stored).toBeGreaterThan(1);
});
