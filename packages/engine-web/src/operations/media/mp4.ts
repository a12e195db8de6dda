import type { Media } from "@waxwing/media";

/** A fetched medium. */
interface Medium {
  readonly path: string;
  readonly bytes: number;
  readonly mimetype: string;
}

/**
 * The medium as MP4, disposed by the caller. What is MP4 stays as it is.
 * @throws MEDIA_INVALID where it cannot be converted
 */
export async function convertedToMp4(
  media: Pick<Media, "mp4">,
  medium: Medium,
  signal: AbortSignal,
): Promise<Medium & AsyncDisposable> {
  if (/^(audio|video)\/mp4\b/i.test(medium.mimetype)) return { ...medium, [Symbol.asyncDispose]: async () => {} };
  return media.mp4(medium.path, signal);
}
