export { eraseSession, hasCredentials } from "./device-rows.ts";
export { prunePayloads } from "./payload-rows.ts";
export { webColumns } from "./sealed-columns.ts";
export { openSessionKeys, type SessionKeysOptions } from "./session-keys.ts";
export { silenceLibsignal } from "./silence-libsignal.ts";
