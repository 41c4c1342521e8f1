/** Where effects say what happened. pino's logger is one. */
export interface Log {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}

export const silentLog: Log = { info() {}, warn() {} };
