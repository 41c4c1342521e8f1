import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { definePoint, points } from './point.ts';

const sown = definePoint<{ readonly seeds: number }>('garden.sown');
const harvested = definePoint<{ readonly crates: number }>('garden.harvested');

describe('a point', () => {
  test('tells its subscribers before it returns', () => {
    const heard: unknown[] = [];
    const listen = (facts: unknown) => heard.push(facts);
    subscribe('holdfast:garden.sown', listen);
    sown.reached({ seeds: 3 });
    expect(heard).toEqual([{ seeds: 3 }]);
    unsubscribe('holdfast:garden.sown', listen);
    sown.reached({ seeds: 4 });
    expect(heard).toHaveLength(1);
  });

  test('is listed by its name, which no other may have', () => {
    expect([sown.name, harvested.name]).toEqual(['garden.sown', 'garden.harvested']);
    expect(points()).toEqual(['garden.harvested', 'garden.sown']);
    expect(() => definePoint('garden.sown')).toThrow(/defined twice/);
  });
});

describe('a subscriber that kills its process', () => {
  test('kills it at the point and not a statement later', () => {
    const program = `
      import { subscribe } from 'node:diagnostics_channel';
      import { definePoint } from ${JSON.stringify(new URL('point.ts', import.meta.url).href)};
      subscribe('holdfast:shed.locked', () => process.kill(process.pid, 'SIGKILL'));
      definePoint('shed.locked').reached({});
      console.log('still alive');
    `;
    const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect({ signal, stdout }).toEqual({ signal: 'SIGKILL', stdout: '' });
  });
});
