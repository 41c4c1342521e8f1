import { MemoryShipmentStore } from './memory-shipment-store.ts';
import { shipmentStoreBehaviour } from './shipment-store.behaviour.ts';

shipmentStoreBehaviour('MemoryShipmentStore', async () => {
  const shipments = new MemoryShipmentStore();
  return (run) => run(shipments);
});
