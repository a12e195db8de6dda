import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";

/** Where all tables of the server lie. */
export const schemaName = "waxwing";

/**
 * The configuration of every connection of ours: the caller's URI, and over it the search path, UTC (the Prisma adapter
 * drops the offset of a timestamp and takes it for UTC) and our reading of bigint.
 */
export function connectionConfig(connectionUri: string, applicationName: string): pg.ClientConfig {
  const fromUri = parseIntoClientConfig(connectionUri);
  const ownOptions = `-c search_path=${schemaName} -c TimeZone=UTC`;
  return {
    ...fromUri,
    application_name: applicationName,
    options: fromUri.options ? `${fromUri.options} ${ownOptions}` : ownOptions,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: typeParser },
  };
}

const int8 = pg.types.builtins.INT8;

const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === int8 && format !== "binary" ? parseBigint : pg.types.getTypeParser(oid, format);

/** Counters and sequences stay in the safe range; what leaves it must not be rounded. */
function parseBigint(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}
