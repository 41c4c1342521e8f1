import { z } from 'zod';
import { httpUrl } from './http-url.ts';
import { secret } from './secret.ts';

/**
 * What a service reads to reach one of its `outside`: the address, and the secret that both sides know.
 *
 * ```ts
 * export const GardenConfig = ServiceConfig.extend({ ...outsideConfig('rain-radar') });
 * // config.OUTSIDE_RAIN_RADAR_URL, config.OUTSIDE_RAIN_RADAR_SECRET
 * ```
 */
export function outsideConfig<const N extends string>(system: N): OutsideConfig<N> {
  const name = system.toUpperCase().replaceAll('-', '_');
  return {
    [`OUTSIDE_${name}_URL`]: httpUrl.describe(`Where ${system} answers.`),
    [`OUTSIDE_${name}_SECRET`]: secret(z.string().min(1), `What both sides know: ${system} and this service.`),
  } as unknown as OutsideConfig<N>;
}

/** The two fields, by their names. */
export type OutsideConfig<N extends string> = {
  readonly [F in `OUTSIDE_${EnvironmentName<N>}_URL`]: typeof httpUrl;
} & { readonly [F in `OUTSIDE_${EnvironmentName<N>}_SECRET`]: z.ZodString };

type EnvironmentName<N extends string> = N extends `${infer Before}-${infer After}`
  ? `${Uppercase<Before>}_${EnvironmentName<After>}`
  : Uppercase<N>;
