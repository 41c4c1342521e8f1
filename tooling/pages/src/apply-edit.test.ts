import { describe, expect, test } from 'vitest';
import { applyEdit } from './apply-edit.ts';

const bed = 'rose\ntulip\nrose\n';

describe('an edit that a page shows', () => {
  test('takes the place of the lines that it shows', () => {
    expect(applyEdit(bed, [' rose', '-tulip', '+lily', '+daisy'])).toBe('rose\nlily\ndaisy\nrose\n');
  });

  test('of new lines alone is a new file', () => {
    expect(applyEdit(undefined, ['+rose'])).toBe('rose\n');
  });

  test.each([
    [bed, ['-lily'], /has no such lines:\nlily/],
    [bed, ['-rose'], /has these lines 2 times/],
    [bed, ['+lily'], /is there already/],
    [undefined, ['-lily'], /is not there/],
  ])('is refused where it does not fit', (text, content, reason) => {
    expect(() => applyEdit(text, content)).toThrow(reason);
  });
});
