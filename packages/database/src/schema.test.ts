import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "./open-database.ts";
import { createTestDatabase, silentLog, type TestDatabase } from "./testing.ts";

// Holds schema.prisma and the migrated database against each other, both ways. What Prisma cannot say (checks, NULLS NOT
// DISTINCT) stands in the migrations alone.

const schemaFile = fileURLToPath(new URL("../../../schema/prisma/schema.prisma", import.meta.url));

const typesWithoutAttribute: Record<string, string> = {
  String: "text",
  Int: "integer",
  BigInt: "bigint",
  Boolean: "boolean",
  Json: "jsonb",
  Bytes: "bytea",
};

/** `table.column` to `type` or `type?`, from Prisma's text: one field a line, as `prisma format` leaves it. */
function columnsOfPrisma(text: string): Record<string, string> {
  const columns: Record<string, string> = {};
  const models = [...text.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)];
  const modelNames = new Set(models.map(([, name]) => name));
  for (const [, name = "", body = ""] of models) {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name;
    for (const line of body.split("\n")) {
      const field = /^\s+(\w+)\s+(\w+(?:\("\w+"\))?)(\?|\[\])?(.*)$/.exec(line);
      if (!field || line.trimStart().startsWith("//")) continue;
      const [, fieldName = "", type = "", mark, attributes = ""] = field;
      if (modelNames.has(type)) continue;
      const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? fieldName;
      columns[`${table}.${column}`] = databaseType(type, attributes) + (mark === "?" ? "?" : "");
    }
  }
  return columns;
}

function databaseType(type: string, attributes: string): string {
  const unsupported = /^Unsupported\("(\w+)"\)$/.exec(type)?.[1];
  if (unsupported) return unsupported;
  const native = /@db\.(\w+)(?:\((\d+)\))?/.exec(attributes);
  if (native?.[1] === "Uuid") return "uuid";
  if (native?.[1] === "Timestamptz") return `timestamp(${native[2]}) with time zone`;
  const known = typesWithoutAttribute[type];
  if (known === undefined || native !== null) throw new Error(`this check does not know ${type}${attributes}`);
  return known;
}

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ connectionUri: testDatabase.connectionUri, log: silentLog });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test("schema.prisma and the migrated database have the same tables, columns, types and nullability", async () => {
  const { rows } = await database.query<{ column: string; type: string; optional: boolean }>(
    `SELECT c.relname || '.' || a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS optional
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'waxwing'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relname <> 'schema_migration'`,
  );
  const inDatabase = Object.fromEntries(
    rows.map(({ column, type, optional }) => [column, `${type}${optional ? "?" : ""}`]),
  );
  const inPrisma = columnsOfPrisma(readFileSync(schemaFile, "utf8"));
  expect(Object.keys(inPrisma).length).toBeGreaterThan(50);
  expect(inDatabase).toEqual(inPrisma);
});

test("every foreign key has an index that begins with its columns: a deletion must not scan the children", async () => {
  const { rows } = await database.query<{ constraint: string }>(
    `SELECT f.conrelid::regclass || '.' || f.conname AS constraint FROM pg_constraint f
      WHERE f.contype = 'f' AND f.connamespace = 'waxwing'::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_index i WHERE i.indrelid = f.conrelid
           AND (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey)`,
  );
  expect(rows).toEqual([]);
});

test("events outlive their instance, and everything else of it goes", async () => {
  const id = "019a0000-0000-7000-8000-000000000001";
  await database.prisma.instance.create({
    data: {
      id,
      name: "a",
      integration: "WHATSAPP-BUSINESS",
      connectionState: "open",
      tokenHash: Buffer.from("hash"),
      settings: {},
    },
  });
  const chat = "019a0000-0000-7000-8000-000000000002";
  await database.prisma.chat.create({ data: { id: chat, instanceId: id, remoteJid: "1@s.whatsapp.net" } });
  await database.query(
    `INSERT INTO event (id, instance_id, instance_name, sequence, type, data, occurred_at)
     VALUES ($1, $1, 'a', 1, 'INSTANCE_CREATE', '{}', now())`,
    [id],
  );
  await database.query("DELETE FROM instance");
  const { rows } = await database.query(
    "SELECT (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM chat) AS chats, (SELECT transaction_id FROM event) AS xid",
  );
  expect(rows).toEqual([{ events: 1, chats: 0, xid: expect.stringMatching(/^\d+$/) }]);
});

test("idempotency records without an instance are unique too", async () => {
  const insert = `INSERT INTO idempotency_record (id, caller, operation, key_hash, body_hash, run_id, state, expires_at)
    VALUES (gen_random_uuid(), 'global', 'instance.create', '\\x01', '\\x02', gen_random_uuid(), 'running', now())`;
  await database.query(insert);
  await expect(database.query(insert)).rejects.toMatchObject({
    code: "23505",
    constraint: "idempotency_record_scope_key",
  });
});
