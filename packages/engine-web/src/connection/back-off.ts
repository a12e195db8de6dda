/** How long to wait between tries. */
export interface BackOff {
  /** Upper end of the first pause, in milliseconds. */
  readonly firstMs: number;
  /** Upper end of any pause, in milliseconds. */
  readonly capMs: number;
}

/** One second, two, four … up to a minute. */
export const defaultBackOff: BackOff = { firstMs: 1_000, capMs: 60_000 };

/**
 * The pause before the next try after `failures` (from 1) in a row: anything up to an upper end that doubles ("full
 * jitter"), so that many connections that fell together do not come back together.
 */
export function pauseMs(failures: number, { firstMs, capMs }: BackOff, random: () => number): number {
  const upper = Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(random() * upper);
}
