import { z } from "zod";
import { field } from "../definition/schema.ts";

/** Page parameters of the `find*` operations: `page` counts from 1, `offset` is the page size. */
export const pageFields = {
  page: field(z.int().min(1).max(1_000_000), "Page, from 1", 1).default(1),
  offset: field(z.int().min(1).max(1000), "Page size", 50).default(50),
};
