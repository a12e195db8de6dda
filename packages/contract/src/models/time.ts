import { z } from "zod";
import { field, volatileField } from "../definition/schema.ts";

/** A moment in UTC, ISO 8601 with milliseconds. */
export const Timestamp = volatileField(z.iso.datetime(), "Moment in UTC, ISO 8601", "2026-11-22T12:00:00.000Z");

/** A row id of ours: UUIDv7. */
export const RowId = volatileField(z.uuid(), "Row id (UUIDv7)", "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b10");

/** The id of an instance: UUIDv7. */
export const InstanceId = volatileField(
  z.uuid(),
  "Id of the instance (UUIDv7)",
  "0199d9a0-7c1e-7d7a-8a52-0c9f1f3a5b11",
);

/** Bounds of a time range as clients send them: ISO 8601 with `Z` or an offset. */
export const TimeRange = z
  .object({
    gte: field(z.iso.datetime({ offset: true }), "Not before (ISO 8601)", "2026-01-01T00:00:00.000Z").optional(),
    lte: field(z.iso.datetime({ offset: true }), "Not after (ISO 8601)", "2036-12-31T23:59:59.000Z").optional(),
  })
  .meta({ id: "TimeRange", description: "A range of time; either bound may be left out" });
