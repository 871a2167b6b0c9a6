import type { components } from "../generated/schema.ts";

/** The named shapes of the API: `Schemas["Session"]`, `Schemas["Withdrawal"]`, … */
export type Schemas = components["schemas"];
