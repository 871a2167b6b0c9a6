import { connections } from "./connections.ts";
import { http } from "./http.ts";
import type { Bench } from "./support/bench.ts";
import { withdrawals } from "./withdrawals.ts";

/** Every benchmark, in the order in which `npm run bench` runs them. A new one is a file bench/NAME.ts and a line here. */
export const BENCHES: Readonly<Record<string, Bench>> = { connections, http, withdrawals };
