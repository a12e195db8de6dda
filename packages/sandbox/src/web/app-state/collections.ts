/** The five collections of an account's app state, in the order in which clients ask for them. */
export const COLLECTION_NAMES = [
  "critical_block",
  "critical_unblock_low",
  "regular_high",
  "regular_low",
  "regular",
] as const;
export type CollectionName = (typeof COLLECTION_NAMES)[number];

export function isCollectionName(name: string | undefined): name is CollectionName {
  return COLLECTION_NAMES.some((known) => known === name);
}
