import type { SupervisedProcess } from './supervised-process.ts';

/** One process of an app, as others see it. */
export interface Member {
  /** The folder of the app: a service, or a simulator. */
  readonly service: string;
  readonly instance: number;
  readonly isOutside: boolean;
  readonly logFile: string;
  readonly process: SupervisedProcess;
  url(): string;
  /** Where it tells its operators how it is; a simulator tells everybody. */
  adminUrl(): string;
  /** Where a debugger finds it, `127.0.0.1:9229`; undefined when nobody asked for that. */
  debugAddress(): string | undefined;
}
