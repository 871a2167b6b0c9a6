import {
  InvalidConfig,
  type Job,
  type Logger,
  startJob,
  systemClock,
  type Wakeable,
  type z,
} from "@metercast/runtime";
import { mailTokens, tokenHash } from "../adapters/crypto/mail-tokens.ts";
import type { Database } from "../adapters/postgres/database.ts";
import { postgresDeliveries } from "../adapters/postgres/deliveries.ts";
import { postgresUnsubscriptions } from "../adapters/postgres/unsubscriptions.ts";
import { listenForBounces } from "../adapters/smtp/bounces.ts";
import { smtpMailer } from "../adapters/smtp/mailer.ts";
import type { mailVariables } from "../config/mail.ts";
import type { CountDelivery } from "../ports/deliveries.ts";
import type { HashToken } from "../ports/mail-tokens.ts";
import type { Store } from "../ports/store.ts";
import type { Unsubscriptions } from "../ports/unsubscriptions.ts";
import { deliverer } from "../usecases/deliver.ts";
import { handleBounce } from "../usecases/handle-bounce.ts";
import type { MailChannel } from "../usecases/request-confirmation.ts";
import { mailSender } from "../usecases/send-mail.ts";

type MailConfig = z.infer<z.ZodObject<typeof mailVariables>> & { LISTEN_HOST: string };

/** How often the channel looks for what is due; what is written now wakes it. */
const DELIVER_MS = 1_000;

export interface MailWiring {
  /** Undefined where no mail server is configured. */
  mail: MailChannel | undefined;
  unsubscriptions: Unsubscriptions;
  hashToken: HashToken;
  senders: Wakeable[];
  stop(): Promise<void>;
}

export interface MailWiringPorts {
  database: Database;
  store: Store;
  relay: Wakeable;
  count: CountDelivery;
  log: Logger;
}

/** The channel e-mail, and the links in mails, which work without it. */
export async function wireMail(config: MailConfig, ports: MailWiringPorts): Promise<MailWiring> {
  const settings = settingsOf(config);
  const unsubscriptions = postgresUnsubscriptions(ports.database);
  if (settings === undefined)
    return {
      mail: undefined,
      unsubscriptions,
      hashToken: tokenHash,
      senders: [],
      stop: () => Promise.resolve(),
    };
  const { database, store, relay, count, log } = ports;
  const clock = systemClock;
  const tokens = mailTokens(settings.secret);
  const mailer = smtpMailer(settings.mailer, tokens);
  const { linkBase } = settings;
  const sender = mailSender({ store, unsubscriptions, mailer, tokens, clock, relay, linkBase });
  const deliveries = postgresDeliveries(database);
  const work = deliverer({ channel: "email", deliveries, sender, clock, log, count });
  const job: Job = startJob({ name: "deliver_email", everyMs: DELIVER_MS, log, run: () => work.run() });
  work.onRoom = () => job.wake();
  const bounces =
    settings.bounces &&
    (await listenForBounces(
      settings.bounces,
      tokens,
      (bounce) => handleBounce({ store, clock, relay, log }, bounce),
      log,
    ));
  return {
    mail: { tokens, wake: () => job.wake() },
    unsubscriptions,
    hashToken: tokenHash,
    senders: [job],
    async stop() {
      await bounces?.stop();
      await job.stop();
      await work.idle();
      mailer.close();
    },
  };
}

/** @throws InvalidConfig where variables that belong together are not set together */
export function settingsOf(config: MailConfig) {
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_SECRET: secret, MAIL_LINK_BASE: linkBase } = config;
  const { MAIL_BOUNCE_DOMAIN: bounceDomain, MAIL_BOUNCE_PORT: bouncePort } = config;
  if (url === undefined) return undefined;
  if (from === undefined || secret === undefined || linkBase === undefined)
    throw new InvalidConfig("configuration: SMTP_URL needs MAIL_FROM, MAIL_SECRET and MAIL_LINK_BASE");
  if (bouncePort !== undefined && bounceDomain === undefined)
    throw new InvalidConfig("configuration: MAIL_BOUNCE_PORT needs MAIL_BOUNCE_DOMAIN");
  const dkim = dkimOf(config);
  const mailer = {
    url,
    from,
    connections: config.SMTP_CONNECTIONS,
    plaintext: config.SMTP_PLAINTEXT === "1",
    ...(bounceDomain !== undefined && { bounceDomain }),
    ...(dkim && { dkim }),
  };
  const bounces =
    bouncePort === undefined || bounceDomain === undefined
      ? undefined
      : { host: config.LISTEN_HOST, port: bouncePort, domain: bounceDomain };
  return { secret, linkBase, mailer, bounces };
}

function dkimOf({ MAIL_DKIM_DOMAIN, MAIL_DKIM_SELECTOR, MAIL_DKIM_PRIVATE_KEY }: MailConfig) {
  // Manifests name the domain and the selector always; the secret decides.
  if (MAIL_DKIM_PRIVATE_KEY === undefined) return undefined;
  if (MAIL_DKIM_DOMAIN === undefined || MAIL_DKIM_SELECTOR === undefined)
    throw new InvalidConfig(
      "configuration: MAIL_DKIM_PRIVATE_KEY needs MAIL_DKIM_DOMAIN and MAIL_DKIM_SELECTOR",
    );
  return {
    domainName: MAIL_DKIM_DOMAIN,
    keySelector: MAIL_DKIM_SELECTOR,
    privateKey: MAIL_DKIM_PRIVATE_KEY.replaceAll("\\n", "\n"),
  };
}
