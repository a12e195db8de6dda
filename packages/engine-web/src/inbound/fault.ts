/** What a log may say of an error: texts and details of PostgreSQL and Baileys quote what they failed on. */
export interface Fault {
  readonly name: string;
  readonly code?: string | number;
}

/** Name and code of an error, without anything that could hold content. */
export function faultOf(error: unknown): Fault {
  const name = error instanceof Error ? error.name : typeof error;
  const { code, output } = Object(error) as { code?: unknown; output?: { statusCode?: unknown } };
  const known = code ?? output?.statusCode;
  return typeof known === "string" || typeof known === "number" ? { name, code: known } : { name };
}
