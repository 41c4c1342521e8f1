import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { CannotStart } from './cannot-start.ts';
import { allSystems } from './systems/all-systems.ts';
import type { OutsideSystem } from './systems/outside-system.ts';

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  HOST: z.string().min(1).default('127.0.0.1'),
  STATE_FOLDER: z.string('is missing: the folder in which the ledgers are kept').min(1),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  SEED: z.coerce.number().int().optional(),
});

export type Config = Omit<z.infer<typeof Environment>, 'SEED'> & {
  readonly SEED: number;
  readonly secrets: Readonly<Record<string, string>>;
};

/** Read once, in main.ts. Says everything that is wrong at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(env);
  const senders = allSystems.filter((system) => system.sendsWebhooks);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
    ...senders.filter((system) => !env[secretOf(system)]).map((system) => `${secretOf(system)} is missing: ${why}`),
  ];
  if (!parsed.success || problems.length > 0) throw new CannotStart(problems.join('\n  '));
  const secrets = Object.fromEntries(allSystems.map((system) => [system.name, env[secretOf(system)] ?? '']));
  return { ...parsed.data, SEED: parsed.data.SEED ?? randomInt(1_000_000), secrets };
}

const why = 'the webhooks of this system carry it as `authorization: Bearer …`';

function secretOf({ name }: OutsideSystem): string {
  return `OUTSIDE_${name.toUpperCase().replaceAll('-', '_')}_SECRET`;
}
