/** A medium of a caller that lies in a temporary file until it is disposed. */
export interface SourceFile extends AsyncDisposable {
  readonly path: string;
}

/** How profile and group pictures are made of what callers give; the media package does it. */
export interface PictureMaking<File extends SourceFile = SourceFile> {
  /** Throws MEDIA_INVALID, MEDIA_UNREACHABLE, MEDIA_TOO_LARGE, URL_NOT_ALLOWED. */
  open(source: string, options: { readonly signal: AbortSignal }): Promise<File>;
  /** A square JPEG. Throws MEDIA_INVALID. */
  picture(file: File, signal: AbortSignal): Promise<{ readonly image: Buffer }>;
}

/** The JPEG of a picture that a caller gave as URL, base64, data URI or upload. */
export async function pictureOf<File extends SourceFile>(
  media: PictureMaking<File>,
  source: string,
  signal: AbortSignal,
): Promise<Buffer> {
  await using file = await media.open(source, { signal });
  const { image } = await media.picture(file, signal);
  return image;
}
