import type { Target } from "./model.ts";

/** Each person once, in the order in which a request names them: by phone number and by LID it is the same person. */
export function distinct(targets: readonly Target[]): Target[] {
  const seen = new Set<unknown>();
  return targets.filter(({ jid, account }) => {
    const person = account ?? jid;
    return !seen.has(person) && seen.add(person);
  });
}
