import type pg from "pg";
import type { Database, PrismaClient } from "./index.ts";

// Checked by tsc, never run.
type IsAny<T> = 0 extends 1 & T ? true : false;
const isFalse = <T extends false>(): T | undefined => undefined;

export async function databaseTypes(database: Database): Promise<void> {
  isFalse<IsAny<PrismaClient>>();
  isFalse<IsAny<Database["prisma"]>>();

  const rows: { sequence: number }[] = (await database.query<{ sequence: number }>("SELECT 1")).rows;
  // @ts-expect-error a row has the columns that were named, and no others
  rows[0]?.position;

  const result: string = await database.transaction(async (client: pg.PoolClient) => client.escapeLiteral("a"));
  // @ts-expect-error the result is that of the function
  const wrong: number = await database.transaction(async () => "text");

  const instance = await database.prisma.instance.findUniqueOrThrow({ where: { name: result } });
  const count: bigint = instance.messageCount;
  isFalse<IsAny<typeof instance>>();
  // @ts-expect-error no such column
  instance.noSuchColumn;
  // @ts-expect-error the event log is read by SQL
  database.prisma.event;
  void [wrong, count];
}
