/** `npm run bench`: prints figures beside baselines of the same run. README: what each item measures. */
import { runItems } from "./run-items.ts";

runItems("bench", {
  faces: async () => (await import("./items/faces.ts")).measureFaces,
  sends: async () => (await import("./items/sends.ts")).measureSends,
  ingest: async () => (await import("./items/ingest.ts")).measureIngest,
  list: async () => (await import("./items/list.ts")).measureList,
  start: async () => (await import("./items/start.ts")).measureStart,
});
