import { readFileSync } from 'node:fs';
import { freePort, isFree } from '../free-port.ts';
import { writeWhole } from '../write-whole.ts';

/** The port that a kept state used before, so that addresses stay the same, or a free one where that is taken now. */
export async function portFor(file: string): Promise<number> {
  const before = portIn(file);
  return before !== undefined && (await isFree(before)) ? before : await newPortFor(file);
}

/** Another port, remembered from now on. */
export async function newPortFor(file: string): Promise<number> {
  const port = await freePort();
  writeWhole(file, String(port));
  return port;
}

function portIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
