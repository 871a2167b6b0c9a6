import type { SchemaObject } from "ajv";
import { type Change, moveItem } from "./items.ts";
import { requireItem } from "./payouts.ts";
import { checkInput } from "./schemas.ts";
import type { Standin } from "./standin.ts";
import {
  balanceOf,
  type Fault,
  type FaultEffect,
  type ItemPlan,
  type ItemStatus,
  move,
  nowMs,
  type Settings,
  type WebhookEndpoint,
  type WebhookMode,
  type World,
} from "./state.ts";
import { deliverNow, type Signing, signatureHeaders } from "./webhooks.ts";

/** What a test has ordered and nobody used is a mistake in the test. */
const MAX_ORDERS = 1_000;
const MAX_ADVANCE_MS = 400 * 86_400_000;

const FAULT_EFFECTS: FaultEffect[] = [
  "timeout_before",
  "timeout_after",
  "reset_before",
  "reset_after",
  "500_before",
  "500_after",
  "503_before",
  "429",
  "401_before",
  "403_before",
  "refuse",
  "garbage_after",
  "delay",
];
const OUTCOMES: ItemPlan["outcome"][] = [
  "SUCCESS",
  "UNCLAIMED",
  "FAILED",
  "PENDING",
  "ONHOLD",
  "BLOCKED",
  "DENIED",
];

const text = { type: "string" };
const texts = { type: "array", items: text };
const whole = { type: "integer", minimum: 0 };
const cents = { type: "integer" };
const flag = { type: "boolean" };
const strict = (properties: Record<string, unknown>, required: string[] = []): SchemaObject => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const itemError = strict({ name: text, message: text }, ["name", "message"]);
const endpoint = strict({ url: text, webhookId: text }, ["url", "webhookId"]);

interface Action<Input, Result> {
  schema: SchemaObject;
  run(standin: Standin, input: Input): Result;
}
const action = <Input, Result>(
  schema: SchemaObject,
  run: (standin: Standin, input: Input) => Result,
): Action<Input, Result> => ({ schema, run });
type None = Record<string, never>;

function order<Item>(queue: Item[], item: Item): { waiting: number } {
  if (queue.length >= MAX_ORDERS) throw new RangeError(`more than ${MAX_ORDERS} orders wait to be used`);
  queue.push(item);
  return { waiting: queue.length };
}

/** The control API: POST /_control/<name> with a JSON body. */
export const actions = {
  /** Moves the stand-in's clock forward: batches are processed, unclaimed money returns, tokens expire. */
  advanceClock: action(
    strict({ ms: { ...whole, maximum: MAX_ADVANCE_MS } }, ["ms"]),
    (standin, { ms }: { ms: number }) => {
      standin.world.clockOffsetMs += ms;
      standin.tick();
      return { now: nowMs(standin.world) };
    },
  ),
  /** Puts money on the balance (cents; negative takes it away). */
  addMoney: action(strict({ amount: cents }, ["amount"]), ({ world }, { amount }: { amount: number }) => {
    move(world, "top_up", amount, null);
    return { balance: balanceOf(world) };
  }),
  changeSettings: action(
    strict({
      delayMs: whole,
      feeBasisPoints: whole,
      feeCap: whole,
      insufficient: { enum: ["refuse", "deny"] },
      tokenLifeSeconds: whole,
    }),
    ({ world }, changes: Partial<Omit<Settings, "balance">>) => Object.assign(world.settings, changes),
  ),
  /** Lets coming calls go wrong; the first fault that matches a call is taken. */
  addFault: action(
    strict(
      {
        method: { enum: ["GET", "POST"] },
        path: text,
        effect: { enum: FAULT_EFFECTS },
        times: { type: "integer", minimum: 1 },
        nth: { type: "integer", minimum: 1 },
        delayMs: whole,
        error: strict({ status: whole, name: text, message: text }, ["status", "name", "message"]),
      },
      ["effect"],
    ),
    ({ world }, fault: Omit<Fault, "times" | "seen"> & { times?: number }) =>
      order(world.faults, { times: 1, ...fault }),
  ),
  clearFaults: action(strict({}), ({ world }, _: None) => {
    const unused = world.faults;
    world.faults = [];
    return { unused };
  }),
  /** No fault, no plan, and webhooks the good way. */
  clearOrders: action(strict({}), ({ world }, _: None) => {
    Object.assign(world, { faults: [], plans: [], webhookMode: {} });
    return {};
  }),
  /** Calls that a fault delays go on now. */
  endDelays: action(strict({}), (standin, _: None) => {
    standin.delays.abort();
    standin.delays = new AbortController();
    return {};
  }),
  /** What becomes of the next items. Unplanned ones succeed (receivers "unregistered…" are UNCLAIMED). */
  planItem: action(
    strict({ outcome: { enum: OUTCOMES }, error: itemError, times: { type: "integer", minimum: 1 } }, [
      "outcome",
    ]),
    ({ world }, plan: Omit<ItemPlan, "times"> & { times?: number }) =>
      order(world.plans, { times: 1, ...plan }),
  ),
  /** Moves an item on at once. `moved` is false where PayPal would never do so. */
  moveItem: action(
    strict({ id: text, status: text, error: itemError }, ["id", "status"]),
    (standin, wish: { id: string; status: ItemStatus; error?: Change["error"] }) => {
      const { world, options } = standin;
      const item = world.items[wish.id] ?? requireItem(world, wish.id);
      const moved = moveItem(world, options.publicUrl, item, { status: wish.status, error: wish.error });
      standin.tick();
      return { moved };
    },
  ),
  /** The client id and secret that are right from now on; tokens that were given out stay good. */
  setCredentials: action(
    strict({ clientId: text, clientSecret: text }, ["clientId", "clientSecret"]),
    (standin, credentials: { clientId: string; clientSecret: string }) => {
      standin.credentials = credentials;
      return {};
    },
  ),
  /** No token that was given out is good any more. */
  revokeTokens: action(strict({}), ({ world }, _: None) => {
    world.tokens = {};
    return {};
  }),
  /** Where webhooks go from now on, also those that wait. */
  setWebhooks: action(
    strict({ endpoints: { type: "array", items: endpoint, maxItems: 20 } }, ["endpoints"]),
    ({ world }, { endpoints }: { endpoints: WebhookEndpoint[] }) => {
      world.endpoints = endpoints;
      return { endpoints: endpoints.length };
    },
  ),
  /** How events are delivered from now on; {} is the good way. */
  setWebhookMode: action(
    strict({ delayMs: whole, duplicate: { ...whole, maximum: 20 }, drop: flag, dropTypes: texts }),
    ({ world }, mode: WebhookMode) => {
      world.webhookMode = mode;
      return mode;
    },
  ),
  /** Sends now: the named events (again), or what was dropped or given up (of these types). */
  deliver: action(
    strict({
      events: texts,
      types: texts,
      times: { type: "integer", minimum: 1, maximum: 20 },
      newestFirst: flag,
    }),
    (standin, wish: Parameters<typeof deliverNow>[1]) => {
      const sent = deliverNow(standin.world, wish);
      standin.deliverer.pump();
      return { sent };
    },
  ),
  /** The headers of a webhook with this body, as PayPal or a forger would make them. */
  sign: action(
    strict({ body: text, webhookId: text, certificate: text, certUrl: text }, ["body", "webhookId"]),
    ({ world, options }, { body, ...signing }: Signing & { body: string }) =>
      signatureHeaders(world, options.publicUrl, body, signing),
  ),
  /** What waits, what was dropped and the last 10,000 tries with their status (0: no answer). */
  deliveries: action(strict({}), ({ world, deliverer }, _: None) => ({
    idle: deliverer.idle(),
    waiting: world.deliveries,
    undelivered: world.undelivered,
    tries: world.delivered,
  })),
  /** The balance in cents, and every entry that made it. */
  money: action(strict({}), ({ world }, _: None) => ({
    balance: balanceOf(world),
    entries: world.entries,
  })),
  /** The last 10,000 API calls, oldest first. */
  calls: action(strict({}), ({ world }, _: None) => world.calls),
  clearCalls: action(strict({}), ({ world }, _: None) => {
    world.calls = [];
    return {};
  }),
  /** The certificate that webhooks chain to, as PEM. */
  roots: action(strict({}), ({ world }, _: None) => ({ pem: world.chain.root })),
  /** Everything there is, without private keys. */
  state: action(strict({}), ({ world }, _: None): Omit<World, "chain"> => {
    const { chain: _chain, ...rest } = world;
    return rest;
  }),
  /** As newly started: nothing is left of batches, money, events and the moved clock. */
  reset: action(strict({}), (standin, _: None) => {
    const { endpoints } = standin.world;
    standin.reset();
    standin.world.endpoints = endpoints;
    return {};
  }),
};

type Actions = typeof actions;
type InputOf<A> = A extends Action<infer Input, unknown> ? Input : never;
type ResultOf<A> = A extends Action<never, infer Result> ? Result : never;
/** Every action as an async method: its input as above, its result as JSON. */
export type PaypalControl = {
  [Name in keyof Actions]: (
    ...input: Record<string, never> extends InputOf<Actions[Name]>
      ? [input?: InputOf<Actions[Name]>]
      : [input: InputOf<Actions[Name]>]
  ) => Promise<ResultOf<Actions[Name]>>;
};

/** Does one action. Throws a RangeError when the input is wrong. */
export function runAction(standin: Standin, name: string, input: unknown): unknown {
  if (!Object.hasOwn(actions, name)) throw new RangeError(`there is no action ${name}`);
  // The table's types are for its callers; here input and run belong together by construction.
  const found = actions[name as keyof Actions] as unknown as Action<unknown, unknown>;
  checkInput(found.schema, input);
  const result = found.run(standin, input);
  standin.save();
  return result;
}
