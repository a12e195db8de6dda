/** The "about" text of the one account that was asked for; null when there is none or it is hidden. */
export function aboutIn(list: readonly Readonly<Record<string, unknown>>[]): string | null {
  // What Baileys makes of the `status` of a usync answer: `{status: string | null, setAt}`.
  const status = list[0]?.["status"];
  if (typeof status !== "object" || status === null || !("status" in status)) return null;
  return typeof status.status === "string" && status.status !== "" ? status.status : null;
}
