import { z } from "zod";
import { field, model } from "../definition/schema.ts";

/** The answer of changes that have nothing else to say. */
export const UpdateResult = model("UpdateResult", "The change was made", {
  update: field(z.string(), "`success`", "success"),
});
