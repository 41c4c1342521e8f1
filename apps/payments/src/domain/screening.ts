/** `unavailable`: nobody said anything in time. */
export type Decision = 'approved' | 'declined' | 'unavailable';
