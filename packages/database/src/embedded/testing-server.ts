import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";

// A server in a process of its own, for tests that kill it: `node testing-server.ts <dataDir>`. Writes one line of JSON,
// stays until SIGTERM, and ignores SIGINT (the real server shuts its database down last).
const log = { info: () => {}, warn: () => {}, error: () => {} };
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
process.on("SIGINT", () => say({ signal: "SIGINT" }));

try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? "", log, settings: { fsync: "off" } });
  const staying = setInterval(() => {}, 60_000);
  process.once("SIGTERM", () => {
    clearInterval(staying);
    postgres.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  say({ pid: postgres.pid, connectionUri: postgres.connectionUri, clusterFolder: postgres.clusterFolder });
} catch (error) {
  say({
    error: error instanceof Error ? error.message : String(error),
    name: error instanceof Error ? error.name : "",
  });
}
