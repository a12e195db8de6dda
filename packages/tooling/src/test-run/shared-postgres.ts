/** A PostgreSQL that all suites of a run share, or why there is none. */
export type SharedPostgres = { readonly stop: () => Promise<void>; readonly problem?: Error };

/**
 * Starts the one PostgreSQL of this run (none with `DATABASE_CONNECTION_URI`); child processes find it through the
 * environment. When that fails the run goes on: what needs no database still reports, and suites that do say why not.
 * The package is loaded here, so that a mistake in it does not keep every other check from running.
 */
export async function startSharedPostgres(): Promise<SharedPostgres> {
  try {
    const { startTestPostgres } = await import("@waxwing/database/vitest-global-setup");
    return await startTestPostgres();
  } catch (cause) {
    return { stop: async () => {}, problem: cause instanceof Error ? cause : new Error(String(cause)) };
  }
}
