/** A system outside as our processes reach it, and by what they know it. */
export interface OutsidePlace {
  readonly system: string;
  readonly url: string;
  readonly secret: string;
}

/** `OUTSIDE_WEATHER_REPORT_URL`, for the system `weather-report`. */
export function outsideVariable(system: string, what: 'URL' | 'SECRET'): string {
  return `OUTSIDE_${system.replaceAll('-', '_').toUpperCase()}_${what}`;
}
