/** What the shipping service tells everybody. */
export { ShipmentDispatched } from './shipment-dispatched.ts';
