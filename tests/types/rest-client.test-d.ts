import { initClient } from "@ts-rest/core";
import type { ErrorBody, OperationById, OperationOutput } from "@waxwing/contract";
import { restContract } from "@waxwing/contract";
import { assertType, type Equal, type IsAny } from "./assertions.ts";

const client = initClient(restContract, { baseUrl: "http://localhost:8080", baseHeaders: { apikey: "key" } });

/** What a person writes with ts-rest: typed input, and an answer told apart by its status. */
export async function calls(): Promise<void> {
  const sent = await client.message.sendText({
    params: { instanceName: "a" },
    body: { number: "5511999999999", text: "Hi" },
    headers: { "idempotency-key": "order-4711" },
  });
  if (sent.status === 201) {
    assertType<Equal<typeof sent.body, OperationOutput<OperationById<"message.sendText">>>>();
    sent.body.key.remoteJid.toUpperCase();
  }
  if (sent.status === 400) {
    assertType<IsAny<typeof sent.body> extends false ? true : false>();
    const body: ErrorBody = sent.body;
    body.code satisfies string;
  }

  const found = await client.instance.fetchInstances({ query: { instanceName: "a" } });
  if (found.status === 200)
    assertType<Equal<typeof found.body, OperationOutput<OperationById<"instance.fetchInstances">>>>();

  await client.webhook.set({
    params: { instanceName: "a" },
    body: { webhook: { enabled: true, url: "https://example.com" } },
  });
  await client.instance.logout({ params: { instanceName: "a" } });

  // @ts-expect-error the text is missing
  await client.message.sendText({ params: { instanceName: "a" }, body: { number: "1" } });
  // @ts-expect-error the name is missing
  await client.message.sendText({ body: { number: "1", text: "x" } });
  // @ts-expect-error a field of the wrong type
  await client.message.sendText({ params: { instanceName: "a" }, body: { number: 1, text: "x" } });
  // @ts-expect-error the name belongs into the path
  await client.message.sendText({ params: { instanceName: "a" }, body: { instanceName: "a", number: "1", text: "x" } });
  const events = ["NOTHING_LIKE_THIS" as const];
  // @ts-expect-error no such event
  await client.webhook.set({ params: { instanceName: "a" }, body: { webhook: { enabled: true, url: "", events } } });
  // @ts-expect-error no such operation
  await client.message.sendTelegram({});
}
