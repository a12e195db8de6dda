import type { SealedColumn } from "@waxwing/core";

const instanceId = { name: "instance_id", type: "uuid" };

/** What the engine keeps sealed. */
export const webColumns: readonly SealedColumn[] = [
  { table: "web_credentials", column: "value", form: "bytea", key: [instanceId] },
  {
    table: "web_key",
    column: "value",
    form: "bytea",
    key: [instanceId, { name: "type", type: "text" }, { name: "id", type: "text" }],
  },
  {
    table: "decrypted_payload",
    column: "plaintext",
    form: "bytea",
    key: [instanceId, { name: "digest", type: "bytea" }],
  },
];
