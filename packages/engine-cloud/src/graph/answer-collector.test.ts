import type { Dispatcher } from "undici";
import { expect, it } from "vitest";
import { AnswerCollector } from "./answer-collector.ts";
import type { GraphAnswer } from "./transport-outcome.ts";

function controllerThat(onAbort: () => void): Dispatcher.DispatchController {
  return { aborted: false, paused: false, reason: null, abort: onAbort, pause() {}, resume() {} };
}

it("lets no request be written twice", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
  const collector = new AnswerCollector({ resolve, reject });
  let secondStarts = 1;
  collector.onRequestStart(controllerThat(() => {}));
  collector.onRequestStart(controllerThat(() => void secondStarts--));
  expect(secondStarts).toBe(0);
  await expect(promise).rejects.toMatchObject({ reason: "connection", mayHaveArrived: true });
});

it("takes no interim answer for the answer", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<GraphAnswer>();
  const collector = new AnswerCollector({ resolve, reject });
  const controller = controllerThat(() => {});
  collector.onRequestStart(controller);
  collector.onResponseStart(controller, 103, {});
  collector.onResponseStart(controller, 200, { a: "b" });
  for (const chunk of ["O", "l", "á"]) collector.onResponseData(controller, Buffer.from(chunk));
  collector.onResponseEnd();
  expect(await promise).toEqual({ status: 200, headers: { a: "b" }, body: "Olá" });
});
