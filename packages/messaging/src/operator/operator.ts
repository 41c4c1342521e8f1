/** A person who has a command sent, and why. Whoever has not said both is no operator. */
export interface Operator {
  /** Without `operator:`, which stands before it where it is an actor. */
  readonly name: string;
  readonly because: string;
}

/** The source of everything that an operator sends; no service has this name. */
export const operatorSource = '/operator';

/** Who acts. No service and no customer has such an id. */
export function actorOf({ name }: Operator): string {
  return `${prefix}${name}`;
}

/** The headers in which an operator is named, as extensions of CloudEvents. */
export function operatorHeaders(operator: Operator): Record<string, string> {
  return { ce_actor: actorOf(operator), ce_because: operator.because };
}

/** Whether a record says that it comes from an operator, well or badly. */
function claimsOperator({ ce_source: source, ce_actor: actor = '' }: Headers): boolean {
  return source === operatorSource || actor.startsWith(prefix);
}

/**
 * The operator that a record names, if it claims to be of one and says everything. What it does not say, `operatorProblems`
 * has refused before.
 */
export function operatorIn(headers: Headers): Operator | undefined {
  if (!claimsOperator(headers)) return undefined;
  return { name: (headers['ce_actor'] ?? '').slice(prefix.length), because: headers['ce_because'] ?? '' };
}

/** What is missing in a record that claims an operator: nobody could be asked about it later. */
export function operatorProblems(headers: Headers): string[] {
  if (!claimsOperator(headers)) return [];
  const { ce_source: source, ce_actor: actor = '', ce_because: because = '' } = headers;
  const isNamed = actor.startsWith(prefix) && actor.slice(prefix.length).trim() !== '';
  return [
    ...(source === operatorSource ? [] : [`it claims ${actor} and comes from ${source ?? 'nowhere'}`]),
    ...(isNamed ? [] : ['it claims an operator and does not name one in ce_actor']),
    ...(because.trim() === '' ? ['it claims an operator and gives no reason in ce_because'] : []),
  ];
}

type Headers = Readonly<Record<string, string>>;

const prefix = 'operator:';
