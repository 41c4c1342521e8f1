/** Injects the service's configuration, as `main.ts` read it: `@Inject(CONFIG) private readonly config: GardenConfig`. */
export const CONFIG: unique symbol = Symbol('holdfast.config');

/** Injects the pino logger of the service. An app may as well write `new Logger(name)` of Nest. */
export const LOGGER: unique symbol = Symbol('holdfast.logger');

/** What `HoldfastModule.forService` was given; for the platform's own parts. */
export const SERVICE_OPTIONS: unique symbol = Symbol('holdfast.service-options');
