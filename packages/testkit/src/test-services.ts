/** The services that have a login at the test broker, for tests that need several principals. */
export const testServices = ['garden', 'market', 'library'] as const;
