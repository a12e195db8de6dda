/** What one medium may cost. A medium beyond a limit is `MEDIA_TOO_LARGE`. */
export interface MediaLimits {
  /** Bytes of one source or result. */
  readonly maxBytes: number;
  /** Pixels of an image, all frames of an animation together: a few bytes can claim billions of them. */
  readonly maxPixels: number;
  /** Length of a voice note, in seconds: a few bytes of silence can last for days. */
  readonly maxVoiceSeconds: number;
  /** Time for fetching one address, redirects included, in milliseconds. */
  readonly downloadTimeoutMs: number;
  /** Time for one conversion, in milliseconds; what takes longer is given up as `MEDIA_INVALID`. */
  readonly conversionTimeoutMs: number;
}

/** WhatsApp's clients refuse images, videos and voice over 16 to 100 MB; documents may be larger by setting. */
export const defaultLimits: MediaLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxPixels: 100_000_000,
  maxVoiceSeconds: 3 * 3600,
  downloadTimeoutMs: 120_000,
  conversionTimeoutMs: 300_000,
};
