/** Who runs a server: somebody else, containers, or processes of this run. */
export type Provider = 'given' | 'docker' | 'native';

/** Everything that `provision` needs to know: plain data, which may be sent to another process. */
export interface Servers {
  /** The folder that holds the data, and the secret from which all passwords come. */
  readonly state: string;
  readonly postgres: PostgresServer;
  readonly kafka?: KafkaServer | undefined;
}

export interface PostgresServer {
  readonly provider: Provider;
  readonly version: string;
  /** A login that may make databases and roles. */
  readonly adminUrl: string;
}

export interface KafkaServer {
  readonly provider: Provider;
  /** 'unknown' for a given broker: the protocol does not tell it. */
  readonly version: string;
  readonly brokers: readonly string[];
  /** A login that may make topics and ACLs; undefined where a given broker asks for none. */
  readonly admin?: KafkaLogin | undefined;
  /** One login for each service, and `operator`. A given broker without users has none: nothing keeps its services apart. */
  readonly users: Readonly<Record<string, KafkaLogin>>;
}

export interface KafkaLogin {
  readonly username: string;
  readonly password: string;
}

/** Servers that run until `stop`. */
export interface Infrastructure extends Servers {
  /** Why there is no Kafka, and the command that mends it: a sentence for a person. */
  readonly kafkaMissing?: string;
  /** Only where the servers are processes of this run: the ways to hurt them. */
  readonly fault?: Faults;
  /** Stops what this run started and leaves the data in the state folder. Given servers go on. A repeat is fine. */
  stop(): Promise<void>;
}

/** Kills like a power cut does (SIGKILL, no last word) and starts again on the same port with the same data. */
export interface Faults {
  killPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  killKafka(): Promise<void>;
  startKafka(): Promise<void>;
}
