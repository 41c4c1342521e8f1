/** The service does not start, because something in it would silently not do what it says. */
export class RefusedToStart extends Error {
  readonly code = 'refused-to-start';
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`The service does not start:\n${reasons.map((reason) => `✖ ${reason}`).join('\n')}`);
    this.reasons = reasons;
  }
}
