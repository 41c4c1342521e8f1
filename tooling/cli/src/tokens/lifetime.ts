/** `90s`, `15m`, `1h`, `7d` in seconds. Throws BadLifetime. */
export function lifetimeS(text: string): number {
  const [, digits, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (unitsS[unit as keyof typeof unitsS] ?? Number.NaN);
  if (!(seconds >= 1 && seconds <= longestS)) throw new BadLifetime(text);
  return seconds;
}

const unitsS = { s: 1, m: 60, h: 3_600, d: 86_400 };
const longestS = 30 * unitsS.d;

/** It says no length of time, or one that no token gets. */
export class BadLifetime extends Error {
  readonly code = 'bad-lifetime';

  constructor(text: string) {
    super(`${JSON.stringify(text)} is no lifetime of a token. Write a number and s, m, h or d, up to 30d: 1h.`);
  }
}
