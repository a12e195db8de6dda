/** SQL of the LID of a row of `chat` or `contact` (or of what was returned of one, with `$1` as the instance); null when it is not known. */
export function knownLid(row: string): string {
  return `(SELECT lid FROM identity WHERE identity.instance_id = $1 AND identity.phone_jid = ${row}.remote_jid)`;
}

/** The field of an event that tells a LID; absent when it is not known. */
export function lidField(lid: string | null | undefined): { lid?: string } {
  return lid === null || lid === undefined ? {} : { lid };
}
