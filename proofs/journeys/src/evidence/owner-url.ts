import type { RunningSystem } from '@holdfast/cli/supervise';

/** The database of a service, for its owner. */
export function ownerUrl(shop: RunningSystem, service: string): string {
  const access = shop.access[service];
  if (access === undefined) throw new Error(`the system has no service ${service}`);
  return access.ownerUrl;
}
