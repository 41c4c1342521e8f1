import { simulatorsOf, type ServiceDeclaration, type SimulatorApp, type System } from '@holdfast/system-model';
import { outsideVariable } from '../supervisor/outside-place.ts';
import { tokenEnvironment, tokenPlaceOf } from '../tokens/token-place.ts';
import type { ConfigVariable } from './config-variables.ts';

/** The ports of an image, set in infra/docker/app.Dockerfile. */
const inside = { port: 8080, adminPort: 9090 };

/** One service: from the image of any app, with its secrets in files and everything else in plain sight. */
export function serviceEntry(
  system: System,
  { name, port, outside = [] }: ServiceDeclaration,
  variables: readonly ConfigVariable[],
): object {
  const called = simulatorsOf(system).filter(({ systems }) => systems.some((one) => outside.includes(one)));
  const asked =
    system.issuer === undefined ? [] : simulatorsOf(system).filter(({ systems }) => systems.includes(system.issuer!));
  const needed = new Set([...called, ...asked].map(({ app }) => app));
  return {
    build: imageOf(name),
    environment: environmentIn(plainEnvironment(system, { name, outside }), { name, variables, outside }),
    volumes: [`secrets-${name}:/run/secrets:ro`],
    read_only: true,
    ports: [`127.0.0.1:${port}:${inside.port}`],
    depends_on: {
      [`migrate-${name}`]: { condition: 'service_completed_successfully' },
      kafka: { condition: 'service_healthy' },
      ...Object.fromEntries([...needed].map((app) => [app, { condition: 'service_healthy' }])),
    },
    healthcheck: answersAt(`http://127.0.0.1:${inside.adminPort}/health/ready`),
    stop_grace_period: '15s',
  };
}

/** One simulator. Its ledgers are in a volume, which belongs to root. */
export function simulatorEntry({ app, port }: SimulatorApp): object {
  return {
    build: imageOf(app),
    user: '0:0',
    entrypoint: ['node', '--env-file=/run/secrets/env', '--enable-source-maps', 'dist/src/main.js'],
    // It answers to no other name than this one, and those of its own machine.
    environment: { PORT: String(port), STATE_FOLDER: '/ledgers', PUBLIC_URL: `http://${app}:${port}` },
    volumes: ['ledgers:/ledgers', `secrets-${app}:/run/secrets:ro`],
    ports: [`127.0.0.1:${port}:${port}`],
    depends_on: { settings: { condition: 'service_completed_successfully' } },
    healthcheck: answersAt(`http://127.0.0.1:${port}/health/ready`),
  };
}

function plainEnvironment(
  system: System,
  { name, outside }: { name: string; outside: readonly string[] },
): Record<string, string> {
  const reached = simulatorsOf(system).flatMap(({ app, port: at, systems }) =>
    systems
      .filter((one) => outside.includes(one))
      .map((one) => [outsideVariable(one, 'URL'), `http://${app}:${at}/${one}`] as const),
  );
  return {
    KAFKA_BROKERS: 'kafka:9092',
    KAFKA_USERNAME: name,
    // For the simulators, which call back within the network.
    PUBLIC_URL: `http://${name}:${inside.port}`,
    ...Object.fromEntries(reached),
    ...tokens(system),
  };
}

/** The issuer names itself as it is reached by the services. Whoever asks it for a token from this machine gets the same. */
function tokens(system: System): Record<string, string> {
  const simulators = simulatorsOf(system);
  const portOf = (app: string): number => simulators.find((one) => one.app === app)!.port;
  const place = tokenPlaceOf(system, portOf);
  if (!place) return {};
  const app = simulators.find(({ systems }) => systems.includes(system.issuer!))!.app;
  const [issuer, jwksUrl] = [place.issuer, place.jwksUrl].map((url) => url.replace('127.0.0.1', app)) as [
    string,
    string,
  ];
  return { ...tokenEnvironment({ ...place, issuer, jwksUrl }), TOKEN_JWKS_INSECURE: 'allowed' };
}

/** What is known in plain sight, what `settings` has written in files, and the rest, which whoever starts it has to give. */
function environmentIn(
  plain: Readonly<Record<string, string>>,
  app: { name: string; variables: readonly ConfigVariable[]; outside: readonly string[] },
): Record<string, string> {
  const written = secretsWrittenFor(app.outside);
  const inFiles = app.variables.filter(({ name, isSecret }) => isSecret && written.has(name));
  const given = new Set([...Object.keys(plain), ...written, ...ofTheImage]);
  const missing = app.variables.filter(({ name, isRequired }) => isRequired && !given.has(name));
  return {
    ...plain,
    ...Object.fromEntries(inFiles.map(({ name }) => [`${name}_FILE`, `/run/secrets/${name}`])),
    ...Object.fromEntries(missing.map(({ name }) => [name, `\${${name}:?apps/${app.name} asks for it}`])),
  };
}

/** What `settings` writes for a service; see write-settings.ts. */
function secretsWrittenFor(outside: readonly string[]): Set<string> {
  const known = outside.map((system) => outsideVariable(system, 'SECRET'));
  return new Set(['DATABASE_URL', 'RELAY_DATABASE_URL', 'KAFKA_PASSWORD', ...known]);
}

const ofTheImage = ['HOST', 'PORT', 'ADMIN_HOST', 'ADMIN_PORT'];

function imageOf(app: string): object {
  return { context: '.', dockerfile: 'infra/docker/app.Dockerfile', args: { APP: app } };
}

function answersAt(url: string): object {
  const ask = `fetch('${url}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
  return { test: ['CMD', 'node', '--eval', ask], interval: '2s', timeout: '5s', retries: 30, start_period: '60s' };
}
