const standstillMs = 5_000;
// Longer than the broker takes to miss a dead member of the group, which a killed process was.
const graceMs = 15_000;

/**
 * A deadline is about what others do. A process that has just begun, or stood still, has not read what they answered
 * meanwhile, so it reads for a while before it goes by the clock.
 */
export class Grace {
  private askedAt = -Infinity;
  private overAt = Infinity;

  constructor(private readonly clock: () => number = Date.now) {}

  /** Is to be asked every second or so: a longer gap, or a clock that was set, is taken for a standstill. */
  isOver(): boolean {
    const now = this.clock();
    if (Math.abs(now - this.askedAt) > standstillMs) this.overAt = now + graceMs;
    this.askedAt = now;
    return now >= this.overAt;
  }
}
