export const euros = (amount: number) => ({ amount, currency: 'EUR' });

export const aCapture = { reference: 'order-1', amount: euros(1_000), cardToken: 'tok_ordinary' };
export const aMessage = {
  reference: 'order-1/confirmed',
  to: 'customer@example.com',
  subject: 'Hello',
  text: 'It is on its way.',
};
export const aShipment = {
  reference: 'order-1',
  to: { name: 'A customer', address: '1 Long Street' },
  lines: [{ article: 'mug', quantity: 2 }],
};
export const anAssessment = { reference: 'order-1', amount: euros(1_000), email: 'customer@example.com' };
