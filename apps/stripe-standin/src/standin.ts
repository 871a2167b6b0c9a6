import { topUp } from "./balance.ts";
import type { Actor } from "./call.ts";
import { expireSessions } from "./checkout.ts";
import { forgetOldEvents } from "./events.ts";
import { forgetOldKeys } from "./idempotency.ts";
import { runOutbound } from "./outbound-payments.ts";
import { runPayouts } from "./payouts.ts";
import { loadWorld, newWorld, type Settings, saveWorld, type WebhookEndpoint, type World } from "./state.ts";
import { createDeliverer, type Deliverer } from "./webhooks.ts";

/** Payouts and webhooks are looked at this often: shorter than anything that a test waits for. */
const TICK_MS = 20;
/** What may wait: sessions that expire, and old keys. */
const SLOW_TICK_MS = 1_000;
/** What time did (not a call) is written this long after it at most; a call is written before its answer. */
const SAVE_WITHIN_MS = 200;

export interface StandinOptions {
  publicUrl: string;
  /** Undefined: every sk_test_ key is right. */
  apiKey?: string | undefined;
  stateFile?: string | undefined;
  settings: Settings;
  endpoints: WebhookEndpoint[];
}

/** The running stand-in: its world and what goes on in the background. */
export interface Standin {
  readonly options: StandinOptions;
  /** The keys that are right now: two while one is rolled. Undefined: every sk_test_ key. */
  apiKeys: readonly string[] | undefined;
  world: World;
  readonly deliverer: Deliverer;
  /** Keys whose call is being executed. */
  readonly keysInUse: Set<string>;
  /** Aborted where calls that a fault delays go on before their time; then there is a new one. */
  delays: AbortController;
  /** On behalf of nobody's request. */
  actor(): Actor;
  /** Payouts, expiries and deliveries that are due now. */
  tick(): void;
  /** Writes the state file now, when there is one. */
  save(): void;
  reset(): void;
  stop(): void;
}

function freshWorld(options: StandinOptions): World {
  const world = newWorld({ ...options.settings }, structuredClone(options.endpoints));
  topUp(world, options.settings.platformBalance);
  return world;
}

function restoredWorld(options: StandinOptions): World {
  const kept = options.stateFile === undefined ? undefined : loadWorld(options.stateFile);
  if (kept === undefined) return freshWorld(options);
  // Where webhooks go belongs to this start, not to the last one: ports change.
  return { ...kept, settings: { ...options.settings }, endpoints: structuredClone(options.endpoints) };
}

export function createStandin(options: StandinOptions): Standin {
  let saveTimer: NodeJS.Timeout | undefined;
  const changed = () => {
    saveTimer ??= setTimeout(standin.save, SAVE_WITHIN_MS);
  };
  const standin: Standin = {
    options,
    apiKeys: options.apiKey === undefined ? undefined : [options.apiKey],
    world: restoredWorld(options),
    deliverer: createDeliverer(() => standin.world, changed),
    keysInUse: new Set(),
    delays: new AbortController(),
    actor: () => ({
      world: standin.world,
      publicUrl: options.publicUrl,
      request: { id: null, idempotency_key: null },
    }),
    tick: () => {
      const actor = standin.actor();
      if (runPayouts(actor)) changed();
      if (runOutbound(actor)) changed();
      standin.deliverer.pump();
    },
    save: () => {
      clearTimeout(saveTimer);
      saveTimer = undefined;
      if (options.stateFile !== undefined) saveWorld(options.stateFile, standin.world);
    },
    reset: () => {
      standin.world = freshWorld(options);
      standin.save();
    },
    stop: () => {
      clearInterval(fast);
      clearInterval(slow);
      standin.save();
    },
  };
  const fast = setInterval(standin.tick, TICK_MS);
  const slow = setInterval(() => {
    if (expireSessions(standin.actor())) changed();
    forgetOldKeys(standin.world);
    forgetOldEvents(standin.world);
  }, SLOW_TICK_MS);
  return standin;
}
