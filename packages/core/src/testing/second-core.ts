import { openDatabase } from "@waxwing/database";
import { silentLog } from "@waxwing/database/testing";
import { decodedInput, type InputOf } from "../executor.ts";
import { callerWith } from "./callers.ts";
import { buildCore, globalKey } from "./core-fixture.ts";
import { type ScriptedEngineOptions, scriptedEngine } from "./scripted-engine.ts";

/** Another core on a database that a first one uses: what a server finds that starts after a crash. */
export async function secondCore(connectionUri: string, engineOptions?: ScriptedEngineOptions) {
  const database = openDatabase({ connectionUri, log: silentLog });
  const engine = scriptedEngine(engineOptions);
  const { running } = buildCore(database, engine);
  await running.start();
  return {
    call: (id: "message.sendText", input: InputOf<"message.sendText">) =>
      running.executor.execute(id, decodedInput(input), callerWith(globalKey)),
    sent: () => engine.sent.length,
    engine,
    async close() {
      await running.stop(1000);
      await database.close();
    },
  };
}
