export type Checkout =
  | { readonly state: 'placed'; readonly since: Date }
  | { readonly state: 'priced'; readonly since: Date }
  | { readonly state: 'cancelled'; readonly since: Date; readonly reason: string };

export type CheckoutFact =
  | { readonly type: 'order-priced' }
  | { readonly type: 'pricing-refused'; readonly reason: string };

export type CheckoutCommand =
  | { readonly type: 'cancel-order'; readonly reason: string }
  | { readonly type: 'note-impossible-fact'; readonly state: Checkout['state']; readonly fact: CheckoutFact['type'] };

export interface Advanced {
  readonly checkout: Checkout;
  readonly commands: readonly CheckoutCommand[];
}

/** Leads an order from step to step. A fact that comes again changes nothing; one that cannot be true in this state is named. */
export function advance(checkout: Checkout, fact: CheckoutFact, now: Date): Advanced {
  switch (fact.type) {
    case 'order-priced':
      return priced(checkout, now);
    case 'pricing-refused':
      return refused(checkout, fact.reason, now);
  }
}

function priced(checkout: Checkout, now: Date): Advanced {
  switch (checkout.state) {
    case 'placed':
      return { checkout: { state: 'priced', since: now }, commands: [] };
    case 'priced':
      return unchanged(checkout);
    case 'cancelled':
      return impossible(checkout, 'order-priced');
  }
}

function refused(checkout: Checkout, reason: string, now: Date): Advanced {
  switch (checkout.state) {
    case 'placed':
      return { checkout: { state: 'cancelled', since: now, reason }, commands: [{ type: 'cancel-order', reason }] };
    case 'priced':
      return impossible(checkout, 'pricing-refused');
    case 'cancelled':
      return unchanged(checkout);
  }
}

function unchanged(checkout: Checkout): Advanced {
  return { checkout, commands: [] };
}

function impossible(checkout: Checkout, fact: CheckoutFact['type']): Advanced {
  return { checkout, commands: [{ type: 'note-impossible-fact', state: checkout.state, fact }] };
}
