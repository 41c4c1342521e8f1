import { Relay } from '@holdfast/messaging';
import { createEngine, useCase, Work, type Scope } from '@holdfast/work';
import { OrderPlaced } from './order-placed.ts';
import { database, end, orderStore, outbox, relaySettings, type OrderStore } from './steps.ts';

type ShopScope = Scope<{ orders: OrderStore }, typeof OrderPlaced>;

const placeOrder = useCase('orders.place-order', async ({ orderId }: { orderId: string }, scope: ShopScope) => {
  await scope.orders.add(orderId);
  scope.publish(OrderPlaced, { orderId }); // A row of the same transaction; nothing is sent yet.
});

const engine = createEngine({ service: 'orders', database, parts: (trx) => ({ orders: orderStore(trx) }), outbox });
await new Work<ShopScope>(engine).run(placeOrder, { orderId: 'o-1' });
await new Relay(relaySettings).flush(5_000); // Sends what is committed, and only then deletes the row.
await end();
