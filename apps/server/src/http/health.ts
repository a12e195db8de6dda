import type { FastifyInstance } from "fastify";

/** What must work for the server to be of use; each check answers undefined or what is wrong, in a few words. */
export interface ReadinessChecks {
  readonly database: () => Promise<string | undefined>;
  readonly migrations: () => string | undefined;
  readonly eventLog: () => string | undefined;
  readonly channels: () => string | undefined;
  readonly serverLock: () => string | undefined;
}

/** `GET /health/live`: the process answers. `GET /health/ready`: every part works, else 503 with the parts that do not. */
export function registerHealth(app: FastifyInstance, checks: ReadinessChecks): void {
  app.get("/health/live", async () => ({ status: "ok" }));
  app.get("/health/ready", async (_request, reply) => {
    const found = {
      database: await checks.database(),
      migrations: checks.migrations(),
      eventLog: checks.eventLog(),
      channels: checks.channels(),
      serverLock: checks.serverLock(),
    };
    const isReady = Object.values(found).every((problem) => problem === undefined);
    const shown = Object.fromEntries(Object.entries(found).map(([name, problem]) => [name, problem ?? "ok"]));
    return reply
      .code(isReady ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: isReady ? "ok" : "unavailable", checks: shown });
  });
}
