import { availableParallelism } from "node:os";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** What a package's tests need. */
export interface SuiteNeeds {
  /** A PostgreSQL for `createTestDatabase()`: the run's own when there is one, else started for this suite. */
  readonly postgres?: boolean;
  /** Test files at a time; half of the machine's cores when absent. More where files mostly wait. */
  readonly workers?: number;
}

/**
 * The vitest settings that every package shares. Two suites run side by side under `npm test`, so that one suite may
 * use half of the machine. The JSON report is what `npm test` counts (also when turborepo restores it from its cache).
 */
export function suite({ postgres = false, workers = halfOfTheCores() }: SuiteNeeds = {}): ViteUserConfig {
  return defineConfig({
    test: {
      include: ["**/*.test.ts"],
      exclude: ["**/node_modules/**", "**/generated/**"],
      globalSetup: postgres ? ["@waxwing/database/vitest-global-setup"] : [],
      maxWorkers: workers,
      pool: "forks",
      passWithNoTests: true,
      testTimeout: 30_000,
      hookTimeout: 60_000,
      reporters: ["default", ["json", { outputFile: ".reports/vitest.json" }]],
    },
  });
}

function halfOfTheCores(): number {
  return Math.max(1, Math.floor(availableParallelism() / 2));
}
