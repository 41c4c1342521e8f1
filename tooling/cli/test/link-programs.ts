import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Makes a folder for `PATH` that holds these programs of this machine and no other. What the machine lacks is left out. */
export function linkPrograms(folder: string, names: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const places = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of names) {
    const found = places.map((place) => join(place, name)).find((file) => existsSync(file));
    if (found !== undefined) symlinkSync(found, join(folder, name));
  }
}
