import type { MediaFile } from "../files/media-file.ts";

/** What a source told beside the bytes that it wrote. */
export type SourceFacts = Pick<MediaFile, "bytes" | "claimedMimetype" | "fileName">;
