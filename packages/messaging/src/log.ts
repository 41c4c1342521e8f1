/** Where messaging says what happened. pino's logger is one. */
export interface Log {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {} };
