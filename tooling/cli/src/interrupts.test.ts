import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { onInterrupt, type Interrupt } from './interrupts.ts';

let source: EventEmitter;
let clock: number;
let heard: Interrupt[];
let stop: () => void;

beforeEach(() => {
  source = new EventEmitter();
  clock = 0;
  heard = [];
  stop = onInterrupt((interrupt) => heard.push(interrupt), { source, now: () => clock });
});

describe('Ctrl-C', () => {
  test('that the launcher passes on as well counts once', () => {
    source.emit('SIGINT', 'SIGINT');
    clock += 20;
    source.emit('SIGINT', 'SIGINT');
    expect(heard).toEqual([{ count: 1, signal: 'SIGINT' }]);
  });

  test('a second time, by a person, counts twice', () => {
    source.emit('SIGINT', 'SIGINT');
    clock += 900;
    source.emit('SIGINT', 'SIGINT');
    expect(heard.map(({ count }) => count)).toEqual([1, 2]);
  });
});

test('a launcher that is gone is a wish to end', () => {
  source.emit('disconnect');
  expect(heard).toEqual([{ count: 1, signal: 'SIGHUP' }]);
});

test('nothing is heard afterwards', () => {
  stop();
  source.emit('SIGINT', 'SIGINT');
  expect([heard, source.eventNames()]).toEqual([[], []]);
});
