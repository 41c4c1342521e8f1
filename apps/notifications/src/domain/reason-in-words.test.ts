import { describe, expect, test } from 'vitest';
import { reasonInWords } from './reason-in-words.ts';

describe('the reason of a cancellation', () => {
  test.each([
    ['card-declined', 'your card was declined'],
    ['cancelled-by-customer', 'you asked for that'],
    ['was-lost', 'what was set aside for it is gone'],
    ['reserve-overdue', 'it took us too long to carry it out'],
    ['charge-overdue', 'it took us too long to carry it out'],
    ['struck-by-lightning', 'it could not be carried out (struck-by-lightning)'],
    ['constructor', 'it could not be carried out (constructor)'],
  ])('%s is told as "because %s"', (reason, words) => {
    expect(reasonInWords(reason)).toBe(words);
  });
});
