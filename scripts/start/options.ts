import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SERVICE_NAMES, type ServiceName } from "../../packages/provision/src/index.ts";
import { demoConflict } from "../../packages/runtime/src/index.ts";
import { DEMO_CLIENTS } from "./platform-clients.ts";

export const HELP = `npm start [-- options]: Metercast on this machine, with a demo

  --reset   remove the embedded servers' data, logs and secrets first
  --help    this text

Environment
  PORT                  the gateway's port (8080)
  HTTP_LISTEN_HOST      0.0.0.0 or :: for all addresses (default with DEMO=0), 127.0.0.1 for this machine alone (always in the demo)
  METERCAST_HOME        data folder of the embedded servers (.metercast)
  DATABASE_URL          use this Postgres (18 or newer) with a role that may create roles and schemas
  NATS_URL              use this NATS (2.10 or newer, JetStream) for all services
  NATS_SERVER_BIN       the nats-server program to start
  AUTH_JWT_SECRET       HS256 secret for tokens, at least 32 bytes (default: made once and kept)
  AUTH_JWKS_URL         verify tokens with these keys; with DEMO=0 no secret is made then
  STRIPE_SECRET_KEY     talk to Stripe itself, with STRIPE_WEBHOOK_SECRETS (default: a local stand-in)
  PAYPAL_CLIENT_ID      talk to PayPal itself, with PAYPAL_CLIENT_SECRET and PAYPAL_WEBHOOK_ID (default: a local stand-in)
  PLATFORM_CLIENTS      what other services may ask of the ledger by NATS (docs/EVENTS.md; in the demo its example)
  DEMO                  1: personas and simulated viewers, and a login for anybody (default); 0: a quiet system with empty books (default
                        with a Stripe key or a PayPal app, with AUTH_JWKS_URL, and on all addresses)
  METER_MINUTE_SECONDS  length of a billed minute (60; in the demo 5)
  anything else         each name of docs/CONFIGURATION.md goes to the services that read it; so do OTEL_*
`;

export interface StartOptions {
  reset: boolean;
  help: boolean;
  /** `npm run dev`, and the services that the developer runs. */
  dev: { except: readonly ServiceName[] } | undefined;
  /** The gateway's port. */
  port: number;
  /** Absolute path of the data folder. */
  home: string;
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
  jwtSecret: string | undefined;
  jwksUrl: string | undefined;
  /** Stripe's variables for the services; undefined: the local stand-in. */
  stripe: Record<string, string> | undefined;
  /** PayPal's variables are in our environment; false: the local stand-in. */
  hasPaypal: boolean;
  /** JSON for the wallet, which checks it. */
  platformClients: string;
  demo: boolean;
  /** The reason if the demo is off without DEMO=0. */
  noDemoBecause: string | undefined;
  /** The address that the gateway listens on; undefined: its own default. */
  listenHost: string | undefined;
  minuteSeconds: number;
}

/** Reads arguments and environment. Throws one sentence for the first thing that is wrong. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv, root: string): StartOptions {
  const { reset, help, dev } = readArguments(args);
  const text = (name: string) => (env[name] === undefined || env[name] === "" ? undefined : env[name]);
  const port = Number(text("PORT") ?? "8080");
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT is "${env.PORT}", not a port number (1–65535).`);
  const { demo, noDemoBecause } = readDemo(env, text("DEMO"));
  const minuteText = text("METER_MINUTE_SECONDS") ?? (demo ? "5" : "60");
  const minuteSeconds = Number(minuteText);
  if (!(minuteSeconds > 0))
    throw new Error(`METER_MINUTE_SECONDS is "${minuteText}", not a number of seconds above 0.`);
  const databaseUrl = text("DATABASE_URL");
  if (databaseUrl !== undefined && !namesDatabase(databaseUrl))
    throw new Error("DATABASE_URL is not a URL like postgresql://user:password@host:5432/database.");
  const natsUrl = text("NATS_URL");
  if (natsUrl !== undefined && !/^(nats|tls):\/\//.test(natsUrl))
    throw new Error("NATS_URL is not a URL that begins with nats://.");
  if (reset && databaseUrl !== undefined) {
    throw new Error(
      "--reset removes the embedded servers' data only: with DATABASE_URL set, drop that database yourself.",
    );
  }
  const jwtSecret = text("AUTH_JWT_SECRET");
  if (jwtSecret !== undefined && Buffer.byteLength(jwtSecret) < 32)
    throw new Error("AUTH_JWT_SECRET is too short: at least 32 bytes.");
  return {
    reset,
    help,
    dev,
    port,
    listenHost: readListenHost(text("HTTP_LISTEN_HOST")),
    home: resolve(root, text("METERCAST_HOME") ?? ".metercast"),
    databaseUrl,
    natsUrl,
    jwtSecret,
    jwksUrl: text("AUTH_JWKS_URL"),
    stripe: stripeVariables(text),
    hasPaypal: text("PAYPAL_CLIENT_ID") !== undefined,
    platformClients: text("PLATFORM_CLIENTS") ?? JSON.stringify(demo ? DEMO_CLIENTS : {}),
    demo,
    noDemoBecause,
    minuteSeconds,
  };
}

/** The demo is on unless something real is configured; requesting both fails. */
function readDemo(env: NodeJS.ProcessEnv, given: string | undefined) {
  if (given !== undefined && given !== "0" && given !== "1")
    throw new Error(`DEMO is "${given}"; it can be 1 or 0.`);
  if (given === "0") return { demo: false, noDemoBecause: undefined };
  const conflict = demoConflict(env);
  if (conflict !== undefined && given === "1") throw new Error(`DEMO=1 ${conflict}.`);
  return { demo: conflict === undefined, noDemoBecause: conflict };
}

/** Listen addresses that 127.0.0.1 of the ready line reaches. */
function readListenHost(given: string | undefined): string | undefined {
  if (given === undefined || /^(127\.0\.0\.1|0\.0\.0\.0|::|\[::\])$/.test(given)) return given;
  throw new Error(`HTTP_LISTEN_HOST is "${given}"; npm start takes 127.0.0.1, 0.0.0.0 or ::.`);
}

function namesDatabase(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url) && new URL(url).pathname.length > 1;
}

function stripeVariables(text: (name: string) => string | undefined): Record<string, string> | undefined {
  if (text("STRIPE_SECRET_KEY") === undefined) return undefined;
  const names = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_API_BASE_URL"];
  return Object.fromEntries(
    names.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name) ?? ""]])),
  );
}

function readArguments(args: string[]): Pick<StartOptions, "reset" | "help" | "dev"> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        reset: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        dev: { type: "boolean" },
        except: { type: "string", multiple: true },
      },
    });
    const except = (values.except ?? []).map(serviceName);
    if (except.length > 0 && !values.dev) throw new Error("--except is an option of npm run dev");
    return {
      reset: values.reset === true,
      help: values.help === true,
      dev: values.dev ? { except } : undefined,
    };
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message.split(". ")[0] : error} (npm start -- --help lists the options).`,
    );
  }
}

function serviceName(text: string): ServiceName {
  const name = SERVICE_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new Error(`There is no service ${text}; there are ${SERVICE_NAMES.join(" and ")}`);
  return name;
}
