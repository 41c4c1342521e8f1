/** Something at a time. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** How much it grows in a minute: the slope of the straight line that fits best. */
export function perMinute(samples: readonly Sample[]): number {
  if (samples.length < 2) return 0;
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const at = mean(samples.map(({ atMs }) => atMs));
  const value = mean(samples.map((one) => one.value));
  let both = 0;
  let square = 0;
  for (const sample of samples) {
    both += (sample.atMs - at) * (sample.value - value);
    square += (sample.atMs - at) ** 2;
  }
  return square === 0 ? 0 : (60_000 * both) / square;
}

/** The highest of the second half against the highest of the first: about 1 where something has stopped growing. */
export function growth(samples: readonly Sample[]): number {
  const middle = Math.floor(samples.length / 2);
  const highest = (some: readonly Sample[]): number => Math.max(0, ...some.map(({ value }) => value));
  const before = highest(samples.slice(0, middle));
  return before === 0 ? 1 : highest(samples.slice(middle)) / before;
}
