import { createHash } from 'node:crypto';

/** Numbers from 0 to 1, 1 excluded: the same ones for the same seed and name, forever. */
export function chance(seed: number, name: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${name} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
}
