import type { KafkaServer, PostgresServer } from './infrastructure.ts';
import type { Run } from './run.ts';

/** What every provider needs to open a server. */
export interface OpenContext {
  readonly root: string;
  readonly state: string;
  readonly durable: boolean;
  /** Services that get a login at the broker. */
  readonly services: readonly string[];
  readonly run: Run;
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** One server that a provider has opened. */
export interface OpenServer<Server> {
  readonly server: Server;
  /** Ends what was started for it and leaves the data. A repeat is fine. */
  stop(): Promise<void>;
  /** Only for a process of this run: SIGKILL, and a start on the same port with the same data. */
  readonly fault?: { kill(): Promise<void>; start(): Promise<void> };
}

/** One way to come by both servers. */
export interface ServerProvider {
  openPostgres(context: OpenContext): Promise<OpenServer<PostgresServer>>;
  /** Throws KafkaMissing where there is none to be had. */
  openKafka(context: OpenContext): Promise<OpenServer<KafkaServer>>;
}
