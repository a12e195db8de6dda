import { join } from "node:path";
import { createLocalStore, createS3Store, type MediaStore } from "@waxwing/media";
import type { Settings } from "../settings/settings.ts";
import { StartError } from "../start-error.ts";

/** Where media that were fetched stay; undefined: nowhere. */
export function mediaStore(settings: Settings): MediaStore | undefined {
  if (settings.S3_ENABLED) return bucket(settings);
  if (settings.MEDIA_STORE === "none") return undefined;
  return createLocalStore({ directory: join(settings.WAXWING_DATA_DIR, "media") });
}

function bucket(settings: Settings): MediaStore {
  const { S3_ENDPOINT: host, S3_BUCKET: name, S3_ACCESS_KEY: accessKeyId, S3_SECRET_KEY: secretAccessKey } = settings;
  if (host === undefined || name === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    throw new StartError("S3_ENABLED needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY as well.");
  }
  const port = settings.S3_PORT === undefined ? "" : `:${settings.S3_PORT}`;
  return createS3Store({
    endpoint: `${settings.S3_USE_SSL ? "https" : "http"}://${host}${port}`,
    region: settings.S3_REGION,
    bucket: name,
    accessKeyId,
    secretAccessKey,
    forcePathStyle: true,
  });
}
