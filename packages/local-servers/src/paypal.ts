import { type PaypalControl, type PaypalWebhookEndpoint, paypalControl } from "@metercast/paypal-standin";
import { repositoryPath } from "@metercast/provision";
import { freePort } from "./ports.ts";
import { type RunningProcess, startProcess, waitForHttp } from "./processes.ts";

/** 0.5 s on a free machine. */
const READY_TIMEOUT_MS = 60_000;

export interface PaypalOptions {
  /** Default: a free one. */
  port?: number;
  /** File for the state, which survives a SIGKILL; without it the state ends with the process. */
  stateFile?: string;
  webhooks?: readonly PaypalWebhookEndpoint[];
  clientId?: string;
  clientSecret?: string;
  /** Cents; default 1,000,000. */
  balance?: number;
  /** From the request to the processing, and from there to the result; default 1,000. */
  delayMs?: number;
  logFile?: string;
}

export interface PaypalStandin {
  /** "http://127.0.0.1:12112" */
  readonly url: string;
  readonly port: number;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its webhooks' certificates chain to, as PEM. */
  readonly roots: string;
  readonly pid: number;
  readonly control: PaypalControl;
  readonly exited: RunningProcess["exited"];
  lines: RunningProcess["lines"];
  stop: RunningProcess["stop"];
  kill: RunningProcess["kill"];
}

/** Starts the stand-in for PayPal as a process of its own and waits until it answers. */
export async function startPaypal(options: PaypalOptions = {}): Promise<PaypalStandin> {
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const clientId = options.clientId ?? "client_standin";
  const clientSecret = options.clientSecret ?? "secret_standin";
  const child = await startProcess({
    name: "paypal stand-in",
    command: process.execPath,
    args: [repositoryPath("apps", "paypal-standin", "src", "main.ts"), ...commandLine(options, port)],
    cwd: repositoryPath(),
    env: {
      PATH: process.env.PATH,
      PAYPAL_STANDIN_CLIENT_ID: clientId,
      PAYPAL_STANDIN_CLIENT_SECRET: clientSecret,
      PAYPAL_STANDIN_WEBHOOKS: JSON.stringify(options.webhooks ?? []),
    },
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  });
  const control = paypalControl(url);
  try {
    await waitForHttp(`${url}/_control/health`, {
      timeoutMs: READY_TIMEOUT_MS,
      giveUp: () => (child.exit() === undefined ? undefined : `it ended with code ${child.exit()?.code}`),
    });
    const { pem: roots } = await control.roots();
    const { pid, exited, lines, stop, kill } = child;
    return { url, port, clientId, clientSecret, roots, pid, control, exited, lines, stop, kill };
  } catch (error) {
    await child.stop();
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The stand-in for PayPal did not start: ${why}\n${child.lines().slice(-15).join("\n")}`);
  }
}

function commandLine(options: PaypalOptions, port: number): string[] {
  const args = ["--port", String(port)];
  if (options.stateFile !== undefined) args.push("--state-file", options.stateFile);
  if (options.balance !== undefined) args.push("--balance", String(options.balance));
  if (options.delayMs !== undefined) args.push("--delay-ms", String(options.delayMs));
  return args;
}
