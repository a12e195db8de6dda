/** A file that cannot be fetched. */
export class MediaUnavailableError extends Error {
  /** 403 wrong signature, 404 never there or lost, 410 expired. */
  readonly status: 403 | 404 | 410;

  constructor(status: 403 | 404 | 410, message: string) {
    super(message);
    this.name = "MediaUnavailableError";
    this.status = status;
  }
}
