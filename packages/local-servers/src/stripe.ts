import { repositoryPath } from "@metercast/provision";
import { type StripeControl, type StripeWebhookEndpoint, stripeControl } from "@metercast/stripe-standin";
import { freePort } from "./ports.ts";
import { type RunningProcess, startProcess, waitForHttp } from "./processes.ts";

/** 0.5 s on a free machine. */
const READY_TIMEOUT_MS = 60_000;
const DEFAULT_API_KEY = "sk_test_standin";

export interface StripeOptions {
  /** Default: a free one. */
  port?: number;
  /** File for the state, which survives a SIGKILL; without it the state ends with the process. */
  stateFile?: string;
  webhooks?: readonly StripeWebhookEndpoint[];
  /** Default "sk_test_standin". */
  apiKey?: string;
  /** Cents; default 1,000,000. */
  platformBalance?: number;
  /** From a payout's creation to its result; default 1,000. */
  payoutDelayMs?: number;
  logFile?: string;
}

export interface StripeStandin {
  /** `new Stripe(apiKey, { host, port, protocol: "http" })` */
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  /** "http://127.0.0.1:12111" */
  readonly url: string;
  readonly pid: number;
  readonly control: StripeControl;
  readonly exited: RunningProcess["exited"];
  lines: RunningProcess["lines"];
  stop: RunningProcess["stop"];
  kill: RunningProcess["kill"];
}

/** Starts the stand-in for Stripe as a process of its own and waits until it answers. */
export async function startStripe(options: StripeOptions = {}): Promise<StripeStandin> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const apiKey = options.apiKey ?? DEFAULT_API_KEY;
  const child = await startProcess({
    name: "stripe stand-in",
    command: process.execPath,
    args: [repositoryPath("apps", "stripe-standin", "src", "main.ts"), ...commandLine(options, port)],
    cwd: repositoryPath(),
    env: {
      PATH: process.env.PATH,
      STRIPE_STANDIN_API_KEY: apiKey,
      STRIPE_STANDIN_WEBHOOKS: JSON.stringify(options.webhooks ?? []),
    },
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  });
  try {
    await waitForHttp(`${url}/_control/health`, {
      timeoutMs: READY_TIMEOUT_MS,
      giveUp: () => (child.exit() === undefined ? undefined : `it ended with code ${child.exit()?.code}`),
    });
  } catch (error) {
    await child.stop();
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The stand-in for Stripe did not start: ${why}\n${child.lines().slice(-15).join("\n")}`);
  }
  const control = stripeControl(url);
  const { pid, exited, lines, stop, kill } = child;
  return { host: "127.0.0.1", port, apiKey, url, pid, control, exited, lines, stop, kill };
}

function commandLine(options: StripeOptions, port: number): string[] {
  const args = ["--port", String(port)];
  if (options.stateFile !== undefined) args.push("--state-file", options.stateFile);
  if (options.platformBalance !== undefined) args.push("--platform-balance", String(options.platformBalance));
  if (options.payoutDelayMs !== undefined) args.push("--payout-delay-ms", String(options.payoutDelayMs));
  return args;
}
