import type { Time } from '@holdfast/messaging';

/** No time passes in a world; what time would bring is a step. Nothing that is put off comes by itself. */
export const timeStandsStill: Time = { nowMs: () => 0, after: () => () => undefined };
