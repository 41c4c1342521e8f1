import { performance } from 'node:perf_hooks';

/** Time as messaging sees it, for pauses and for how long something took; never for what is written down. */
export interface Time {
  /** Milliseconds that only ever grow; where they begin means nothing. */
  nowMs(): number;
  /** Runs something once, later. The answer takes it back. */
  after(ms: number, run: () => void): () => void;
}

/** The process's own. */
export const realTime: Time = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
