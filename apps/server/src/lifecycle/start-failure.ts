import { DatabaseStartError, MigrationError, ServerLockError } from "@waxwing/database";
import { StartError } from "../start-error.ts";

/** An error of the start as one sentence for the operator. Errors that explain themselves are passed on as they are. */
export function startFailure(error: unknown): StartError {
  if (error instanceof StartError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const explainsItself =
    error instanceof DatabaseStartError || error instanceof MigrationError || error instanceof ServerLockError;
  return new StartError(explainsItself ? message : `Waxwing cannot start: ${message}`, { cause: error });
}

/** As {@link startFailure}, for the first statements on the operator's own database. */
export function databaseFailure(error: unknown, connectionUri: string): StartError {
  if (error instanceof MigrationError || error instanceof ServerLockError) return startFailure(error);
  const message = reasonOf(error);
  return new StartError(`The database at ${shownAddress(connectionUri)} cannot be used: ${message}`, { cause: error });
}

/** A refused connection to several addresses has its reasons inside. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** Without user, password and parameters. */
function shownAddress(connectionUri: string): string {
  if (!URL.canParse(connectionUri)) return "DATABASE_CONNECTION_URI";
  const { host, pathname } = new URL(connectionUri);
  return `${host}${pathname}`;
}

/** Why the server cannot listen, in one sentence. */
export function listenFailure(error: unknown, host: string, port: number): StartError {
  const code = (error as NodeJS.ErrnoException).code;
  const where = `port ${port} of ${host}`;
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Another program listens on ${where}: stop it, or set SERVER_PORT to another port.`,
    EACCES: `Listening on ${where} is not allowed for this user: set SERVER_PORT to a port above 1023.`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set SERVER_HOST to one, or to 0.0.0.0 for all.`,
    ENOTFOUND: `${host} is no known host name: set SERVER_HOST to an address of this machine, or to 0.0.0.0 for all.`,
  };
  const sentence = code === undefined ? undefined : sentences[code];
  return sentence === undefined ? startFailure(error) : new StartError(sentence, { cause: error });
}
