import { announce, dieHere, storeOrder, transaction } from './steps.ts';

await transaction(async (trx) => {
  await storeOrder(trx, 'o-1');
});
dieHere();
await announce('o-1');
