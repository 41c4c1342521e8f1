import { announce, brokerThatIsAway, dieHere, storeOrder, transaction } from './steps.ts';

await transaction(async (trx) => {
  await storeOrder(trx, 'o-1');
});
for (let attempt = 1, isSent = false; !isSent; attempt += 1) {
  isSent = await announce('o-1', brokerThatIsAway).then(
    () => true,
    () => false,
  );
  // A broker is away for minutes. A process is deployed, moved or out of memory at any second of them.
  if (attempt === 3) dieHere();
}
