import { beforeEach, describe, expect, test } from 'vitest';
import { littleShop } from './little-shop.ts';

const shop = await littleShop();

beforeEach((context) => shop.opens(context));

describe('when the process dies half way', () => {
  // #region after
  test('publishing after the commit leaves an order nobody hears of', async () => {
    await shop.dies('after-the-commit.ts');
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: [] });
  });
  // #endregion

  test('publishing before the commit announces an order that does not exist', async () => {
    await shop.dies('before-the-commit.ts');
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: [], announced: ['o-1'] });
  });

  test('publishing again and again until it works loses the same order, later', async () => {
    await shop.dies('until-it-works.ts');
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: [] });
  });

  // #region outbox
  test('the outbox announces what was committed and nothing else', async () => {
    await shop.dies('the-outbox.ts', { at: 'work.committed' });
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: [] });
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: ['o-1'] });
  });
  // #endregion
});

describe('when nobody dies and the commit fails', () => {
  test('a transaction held open over the send announces an order that does not exist', async () => {
    expect(await shop.runs('transaction-held-open.ts')).toContain('the broker has it, and the commit failed');
    expect(await shop.books()).toEqual({ orders: [], announced: ['o-1'] });
  });
});

describe('the outbox, killed at any other statement', () => {
  test('announces nothing before the commit, because there is nothing', async () => {
    await shop.dies('the-outbox.ts', { at: 'work.committing' });
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: [], announced: [] });
  });

  test.each(['relay.selected', 'relay.deleted'])('announces the order once, at %s', async (point) => {
    await shop.dies('the-outbox.ts', { at: point });
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: ['o-1'] });
  });

  // #region twice
  test('announces it twice where the acknowledgement was lost, as one message with one id', async () => {
    await shop.dies('the-outbox.ts', { at: 'relay.acked' });
    await shop.comesBack();
    expect(await shop.books()).toEqual({ orders: ['o-1'], announced: ['o-1', 'o-1'] });
    expect(new Set(await shop.messageIds()).size).toBe(1); // The inbox of each consumer drops the second.
  });
  // #endregion
});
