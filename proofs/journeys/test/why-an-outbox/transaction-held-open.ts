import { announce, databaseRestarts, end, storeOrder, transaction } from './steps.ts';

try {
  await transaction(async (trx) => {
    await storeOrder(trx, 'o-1');
    await announce('o-1');
    await databaseRestarts();
  });
} catch {
  // The order is taken back. What the broker has stored cannot be: others have read it.
  console.log('the broker has it, and the commit failed');
}
await end();
