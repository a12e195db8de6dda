import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@waxwing/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../processes/conditions.ts";
import { readmeSteps, repositoryRoot, type StepKind } from "./readme-steps.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const dataDir = mkdtempSync(join(tmpdir(), "waxwing-first-steps-"));
const terminals = new Map<StepKind, Terminal>();
const answers: string[] = [];

const isUp = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** How a reader sees that a terminal is ready for the next step. */
const ready: Record<Exclude<StepKind, "run">, (terminal: Terminal) => boolean | Promise<boolean>> = {
  graph: () => isUp("http://127.0.0.1:8090/admin"),
  server: () => isUp("http://127.0.0.1:8080/health/ready"),
  receiver: () => isUp("http://127.0.0.1:9099/"),
  // The stream begins with a comment.
  subscription: (terminal) => terminal.output().length > 0,
};

let ownDatabase: TestDatabase | undefined;

beforeAll(async () => {
  if (process.env["DATABASE_CONNECTION_URI"]) ownDatabase = await createTestDatabase();
  for (const port of [8080, 8090, 9099]) {
    if (await isUp(`http://127.0.0.1:${port}/`))
      throw new Error(`port ${port} is in use; the README's first steps need it`);
  }
});

afterAll(async () => {
  for (const terminal of [...terminals.values()].reverse()) await terminal.interrupt();
  await ownDatabase?.drop();
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(join(repositoryRoot, "first-steps.ts"), { force: true });
});

test("the README's first steps do what the README says", async () => {
  // Only where the data lie differs from what a reader does; on a server of the tester's, in a database of its own.
  const environment = {
    WAXWING_DATA_DIR: dataDir,
    ...(ownDatabase === undefined ? {} : { DATABASE_CONNECTION_URI: ownDatabase.connectionUri }),
  };
  for (const { kind, script } of readmeSteps()) {
    const terminal = openTerminal(script, environment);
    if (kind === "run") {
      expect(await terminal.ended(), terminal.output()).toBe(0);
      answers.push(terminal.output());
      continue;
    }
    terminals.set(kind, terminal);
    await until(`${kind} is ready`, () => ready[kind](terminal), 60_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${terminal.output()}`);
    });
  }
  const [created, byRest, byGraphql, byCode, received, said, found] = answers;
  expect(JSON.parse(created ?? "")).toMatchObject({ instance: { instanceName: "my-shop", status: "created" } });
  expect(JSON.parse(byRest ?? "")).toMatchObject({
    status: "PENDING",
    message: { extendedTextMessage: { text: "Hello by REST" } },
  });
  expect(JSON.parse(byGraphql ?? "")).toMatchObject({ data: { messageSendText: { status: "PENDING" } } });
  expect(byCode).toMatch(/^wamid\.\S+ wamid\.\S+\n$/);
  for (const way of ["REST", "GraphQL", "tRPC", "the client"]) expect(received).toContain(`Hello by ${way}`);
  expect(JSON.parse(said ?? "")).toMatchObject({ delivered: true });
  expect(JSON.parse(found ?? "")).toMatchObject({
    messages: { total: 1, records: [{ message: { conversation: "Thank you!" } }] },
  });
  await until("the subscription shows the answer", () =>
    terminals.get("subscription")?.output().includes("Thank you!"),
  );
  await until("the webhook receiver shows the answer", () =>
    terminals.get("receiver")?.output().includes("Thank you!"),
  );
  expect(terminals.get("receiver")?.output()).toContain('"type":"MESSAGES_UPSERT"');
}, 180_000);
