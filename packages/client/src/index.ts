/** The typed client of Metercast's HTTP API, for browsers and Node; README.md shows the calls of an app. */
export type { components, operations, paths } from "../generated/schema.ts";
export { type Answer, type ClientOptions, createMetercast, type DataOf, type Metercast } from "./client.ts";
export { type ErrorCode, MetercastApiError } from "./error.ts";
export type { ConnectionState, EventOptions, EventPath, EventsOf } from "./events.ts";
export { DEFAULT_RETRY, type RetryLimits } from "./retry.ts";
export type { Schemas } from "./schemas.ts";
export type { TokenProvider } from "./send.ts";
