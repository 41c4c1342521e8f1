import { expect, test } from 'vitest';
import { heldNameIn, nameOfHeld, nameOfUnsent, NoHeldName } from './held-name.ts';

const message = { consumer: 'garden.diary', topic: 'garden.events', partition: 2, offset: 41n };

test('a message that a consumer holds is read as it is named', () => {
  expect(nameOfHeld(message)).toBe('garden.diary:garden.events/2@41');
  expect(heldNameIn(nameOfHeld(message))).toEqual({ side: 'consumer', service: 'garden', message });
});

test('a message that a relay holds is read as it is named', () => {
  expect(heldNameIn(nameOfUnsent('garden', 7n))).toEqual({ side: 'outbox', service: 'garden', id: 7n });
});

test.each([
  '',
  'garden',
  'garden.diary:garden.events@1',
  'garden:outbox@',
  'garden.diary:garden.events/x@1',
  'a:b/1@2 ',
])('%j names nothing, and says where names come from', (text) => {
  expect(() => heldNameIn(text)).toThrow(NoHeldName);
  expect(() => heldNameIn(text)).toThrow('messages parked list');
});
