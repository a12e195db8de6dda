/** The server cannot start; the message is what the operator reads, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}
