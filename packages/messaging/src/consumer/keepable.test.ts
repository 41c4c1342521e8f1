import { expect, test } from 'vitest';
import { isKeepable, keepable } from './keepable.ts';

test.each([
  ['plain', 'oak', true, 'oak'],
  ['of any script', 'Ø 木 🌳', true, 'Ø 木 🌳'],
  ['with U+0000', 'o\0k', false, 'o\u{FFFD}k'],
  ['with half of a pair', 'o\u{D83C}k', false, 'o\u{FFFD}k'],
])('text %s', (_, text, can, kept) => {
  expect([isKeepable(text), keepable(text)]).toEqual([can, kept]);
});
