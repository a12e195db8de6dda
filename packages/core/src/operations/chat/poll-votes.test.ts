import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { receive } from "../../testing/arrivals.ts";
import { errorCode } from "../../testing/core-fixture.ts";
import {
  fromMaria,
  maria,
  type OperationsFixture,
  startOperations,
  toMaria,
} from "../../testing/operations-fixture.ts";

const bia = "5511888888888@s.whatsapp.net";
let fixture: OperationsFixture;
let instance: { id: string; name: string };
beforeAll(async () => {
  fixture = await startOperations();
});
beforeEach(async () => {
  instance = await fixture.fresh();
  const options = [{ optionName: "Pizza" }, { optionName: "Pasta" }, { optionName: "Salad" }];
  const pollCreationMessageV3 = { name: "Lunch?", options, selectableOptionsCount: 0 };
  const poll = { messageType: "pollCreationMessageV3", message: { pollCreationMessageV3 } };
  await fixture.store(instance.id, toMaria("POLL", poll), fromMaria("TEXT"));
});
afterAll(() => fixture.close());

const votesOf = (key: object, remoteJid?: string) =>
  fixture.call("chat.getPollVote", { instanceName: instance.name, message: { key }, remoteJid } as never);
const vote = (voter: string, selectedOptions: string[], timestampMs: number) => ({
  poll: { keyId: "POLL", remoteJid: maria, fromMe: true },
  voter,
  selectedOptions,
  timestampMs,
});

test("the last vote of each voter counts, also without the connection", async () => {
  await receive(fixture, instance.id, {
    votes: [vote(maria, ["Pizza"], 2_000), vote(bia, ["Pizza", "Pasta"], 1_000), vote(maria, ["Pasta"], 3_000)],
  });
  const totals = {
    poll: {
      name: "Lunch?",
      totalVotes: 3,
      results: {
        Pizza: { votes: 1, voters: [bia] },
        Pasta: { votes: 2, voters: [bia, maria] },
        Salad: { votes: 0, voters: [] },
      },
    },
  };
  expect(await votesOf({ id: "POLL" })).toEqual(totals);
  await fixture.call("instance.logout", { instanceName: instance.name });
  expect(await votesOf({ id: "POLL" }, maria)).toEqual(totals);
});

test("a message that is no poll, or is not there, has no votes", async () => {
  expect(await errorCode(votesOf({ id: "TEXT" }))).toBe("MESSAGE_NOT_COMPATIBLE");
  expect(await errorCode(votesOf({ id: "unknown" }))).toBe("MESSAGE_NOT_FOUND");
  expect(await errorCode(votesOf({ id: "POLL" }, bia))).toBe("MESSAGE_NOT_FOUND");
});
