import { runBatches } from "./items.ts";
import { forgetSenderBatches } from "./payouts.ts";
import { loadWorld, newWorld, type Settings, saveWorld, type WebhookEndpoint, type World } from "./state.ts";
import { type Credentials, forgetTokens } from "./tokens.ts";
import { createDeliverer, type Deliverer } from "./webhooks.ts";

/** Shorter than anything that a test waits for. */
const TICK_MS = 20;
/** What may wait: old ids and tokens. */
const SLOW_TICK_MS = 1_000;
/** What time did (not a call) is written this long after it at most; a call is written before its answer. */
const SAVE_WITHIN_MS = 200;

export interface StandinOptions {
  publicUrl: string;
  credentials: Credentials;
  stateFile?: string | undefined;
  settings: Settings;
  endpoints: WebhookEndpoint[];
}

/** The running stand-in: its world and what goes on in the background. */
export interface Standin {
  readonly options: StandinOptions;
  /** Changed while credentials are rotated. */
  credentials: Credentials;
  world: World;
  readonly deliverer: Deliverer;
  /** Aborted where calls that a fault delays go on before their time; then there is a new one. */
  delays: AbortController;
  /** Batches, returns and deliveries that are due now. */
  tick(): void;
  /** Writes the state file now, when there is one. */
  save(): void;
  reset(): void;
  stop(): void;
}

export function createStandin(options: StandinOptions): Standin {
  const { publicUrl, stateFile } = options;
  let saveTimer: NodeJS.Timeout | undefined;
  const changed = () => {
    saveTimer ??= setTimeout(standin.save, SAVE_WITHIN_MS);
  };
  const fresh = () => newWorld({ ...options.settings }, structuredClone(options.endpoints));
  const standin: Standin = {
    options,
    credentials: options.credentials,
    world: restored(options) ?? fresh(),
    deliverer: createDeliverer(() => standin.world, publicUrl, changed),
    delays: new AbortController(),
    tick: () => {
      if (runBatches(standin.world, publicUrl)) changed();
      standin.deliverer.pump();
    },
    save: () => {
      clearTimeout(saveTimer);
      saveTimer = undefined;
      if (stateFile !== undefined) saveWorld(stateFile, standin.world);
    },
    reset: () => {
      const { chain } = standin.world;
      standin.world = { ...fresh(), chain };
      standin.save();
    },
    stop: () => {
      clearInterval(fast);
      clearInterval(slow);
      standin.save();
    },
  };
  // The keys of the certificates must survive a crash from the start.
  standin.save();
  const fast = setInterval(standin.tick, TICK_MS);
  const slow = setInterval(() => {
    forgetSenderBatches(standin.world);
    forgetTokens(standin.world);
  }, SLOW_TICK_MS);
  return standin;
}

function restored({ stateFile, settings, endpoints }: StandinOptions): World | undefined {
  const kept = stateFile === undefined ? undefined : loadWorld(stateFile);
  // Where webhooks go belongs to this start, not to the last one: ports change.
  return kept && { ...kept, settings: { ...settings }, endpoints: structuredClone(endpoints) };
}
