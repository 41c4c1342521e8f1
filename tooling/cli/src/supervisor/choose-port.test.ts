import { describe, expect, test } from 'vitest';
import { choosePort, NoFreePort } from './choose-port.ts';

const taken =
  (...ports: number[]) =>
  async (port: number) =>
    !ports.includes(port);

const none = async () => false;

describe('choosing a port', () => {
  test('keeps to the preferred one where it is free', async () => {
    expect(await choosePort({ preferred: 4000, reserved: new Set([4001]), isFree: taken() })).toBe(4000);
  });

  test('moves to the next free one, past those that others prefer', async () => {
    const isFree = taken(4000, 4002);
    expect(await choosePort({ preferred: 4000, reserved: new Set([4000, 4001]), isFree })).toBe(4003);
  });

  test('gives up with a sentence when a long row is taken', async () => {
    await expect(choosePort({ preferred: 4000, reserved: new Set(), isFree: none })).rejects.toThrow(NoFreePort);
  });
});
