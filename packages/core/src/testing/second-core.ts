import { openDatabase } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { pino } from "pino";
import { createCore } from "../core.ts";
import { decodedInput, type InputOf } from "../executor.ts";
import { callerWith } from "./callers.ts";
import { globalKey } from "./core-fixture.ts";
import { scriptedEngine } from "./scripted-engine.ts";

/** Another core on a database that a first one uses: what a server finds that starts after a crash. */
export async function secondCore(connectionUri: string) {
  const database = openDatabase({ connectionUri, log: silentLog });
  const engine = scriptedEngine();
  const core = createCore({
    database,
    globalKey,
    serverUrl: "http://localhost:8080",
    rateLimits: { requestsPerSecond: 0, failedKeysPerMinute: 0 },
    requestTimeoutMs: 10_000,
    eventRetentionHours: 1,
    log: pino({ level: "silent" }),
  });
  const running = core.compose({
    engines: [engine],
    channels: [],
    creationSteps: [],
    handlers: { webhook: { set: () => Promise.reject(new Error("no webhooks here")), find: () => null } },
  });
  await running.start();
  return {
    call: (id: "message.sendText", input: InputOf<"message.sendText">) =>
      running.executor.execute(id, decodedInput(input), callerWith(globalKey)),
    sent: () => engine.sent.length,
    async close() {
      await running.stop(1000);
      await database.close();
    },
  };
}
