/** A message that cannot be opened, or a device that none can be sealed for; a phone answers with a retry receipt. */
export class SignalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SignalError";
  }
}
