export type { DatabaseLog } from "./database-log.ts";
export { DatabaseStartError } from "./embedded/database-start-error.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./embedded/start-embedded-postgres.ts";
export type { Prisma, PrismaClient } from "./generated/client.ts";
export { type Migration, MigrationError, migrate, readMigrations } from "./migrate.ts";
export { type Database, type DatabaseOptions, type Later, openDatabase } from "./open-database.ts";
export { acquireServerLock, type ServerLock, ServerLockError, type ServerLockOptions } from "./server-lock.ts";
