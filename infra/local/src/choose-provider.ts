import { dockerAnswers } from './docker/docker-engine.ts';
import type { Provider } from './infrastructure.ts';

export interface Wish {
  readonly use: 'auto' | Provider;
  readonly env: NodeJS.ProcessEnv;
}

/** Who runs each of the two servers. 'auto' decides for each by itself: an address in the environment, else a Docker engine that answers, else processes of this run. */
export async function chooseProviders({ use, env }: Wish): Promise<{ postgres: Provider; kafka: Provider }> {
  if (use === 'docker') await needDocker(env);
  if (use !== 'auto') return { postgres: use, kafka: use };
  const isPostgresGiven = isSet(env['HOLDFAST_POSTGRES_URL']);
  const isKafkaGiven = isSet(env['HOLDFAST_KAFKA_BROKERS']);
  const otherwise = isPostgresGiven && isKafkaGiven ? 'native' : (await dockerAnswers(env)) ? 'docker' : 'native';
  return { postgres: isPostgresGiven ? 'given' : otherwise, kafka: isKafkaGiven ? 'given' : otherwise };
}

/** Docker was asked for by name, and no engine answers. */
export class DockerMissing extends Error {
  readonly code = 'docker-missing';

  constructor() {
    super(
      'No Docker engine answers `docker version` with `docker compose`. Start it, or leave --infra out: PostgreSQL and Kafka then run as processes.',
    );
  }
}

async function needDocker(env: NodeJS.ProcessEnv): Promise<void> {
  if (!(await dockerAnswers(env))) throw new DockerMissing();
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
