import { suite } from "../../../../vitest.shared.ts";

// A report of its own for each run: the packages' one is written by whoever runs tests beside a soak.
const outputFile = process.env.SOAK_REPORT;
if (outputFile === undefined) throw new Error("SOAK_REPORT names the file for the report");

// One process for all files: loading them anew takes longer than many of their tests.
export default {
  test: { ...suite().test, isolate: false, reporters: ["default", ["json", { outputFile }]] },
};
