import type { Form } from "./form.ts";
import type { World } from "./state.ts";

/** Who acts, and on what: an API call, the control API or the passing of time. */
export interface Actor {
  world: World;
  /** Where the stand-in's own pages are, without a slash at the end. */
  publicUrl: string;
  /** Shown on events. */
  request: { id: string | null; idempotency_key: string | null };
}

export interface Call extends Actor {
  /** The named parts of the path. */
  path: Record<string, string>;
  form: Form;
  /** Whose objects: "platform" or the account of the Stripe-Account header. */
  owner: string;
}

export interface Route {
  method: "GET" | "POST";
  /** As hono writes it: /v1/transfers/:id */
  path: string;
  /** The parameters that it takes; others are refused. */
  known: readonly string[];
  /** Synchronous on purpose: an effect and its saved answer happen in one step that nothing can interrupt. */
  run: (call: Call) => object;
}
