import { channel } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { recordPoints } from './recorded-points.ts';

const reach = (point: string, facts: object) => channel(`holdfast:${point}`).publish(facts);

describe('recorded points', () => {
  test('are kept with their facts, in their sequence, and others are not', (context) => {
    const points = recordPoints(context, 'bed.dug', 'bed.planted');
    reach('bed.dug', { bed: 1 });
    reach('bed.watered', { bed: 1 });
    reach('bed.planted', { bed: 1 });
    reach('bed.dug', { bed: 2 });
    expect(points.names()).toEqual(['bed.dug', 'bed.planted', 'bed.dug']);
    expect(points.of('bed.dug')).toEqual([{ bed: 1 }, { bed: 2 }]);
  });

  test('end with their test', () => {
    const finish: (() => unknown)[] = [];
    const points = recordPoints({ onTestFinished: (hook) => void finish.push(hook as () => unknown) }, 'bed.dug');
    for (const hook of finish) hook();
    reach('bed.dug', { bed: 3 });
    expect(points.all).toEqual([]);
  });
});
