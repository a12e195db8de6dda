/** Repeated measurements of one figure. */
export interface Measured {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Median and range. */
export function measured(values: readonly number[]): Measured {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return {
    median: sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2,
    lowest: at(0),
    highest: at(sorted.length - 1),
  };
}

/** Runs `measure` several times, one after the other. */
export async function repeated<T>(times: number, measure: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round++) results.push(await measure(round));
  return results;
}
