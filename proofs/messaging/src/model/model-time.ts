/** The time of the model. All that is said of milliseconds in it means these, and another clock may have shorter ones. */
export interface ModelTime {
  /** How long they are for `setTimeout`. */
  ms(ofTheModel: number): number;
  /** Lets them pass. */
  pass(ofTheModel: number): Promise<unknown>;
}

/** Real time, in which everything happens so many times faster. */
export function realTimeBy(factor: number): ModelTime {
  const ms = (ofTheModel: number) => ofTheModel / factor;
  return { ms, pass: (ofTheModel) => new Promise((resolve) => setTimeout(resolve, ms(ofTheModel))) };
}
