import { CLIENT_REQUESTS, clientStreamName } from "@metercast/contracts";

/**
 * NATS permissions: the one source of the embedded server's accounts and of deploy/nats/users.conf. The
 * services share the account METERCAST, which alone has JetStream. A service publishes only its own
 * subjects. It pulls from JetStream: requests go to `$JS.API.…`, acks to `$JS.ACK.…`, flow control to
 * `$JS.FC.…`, each only for the streams that it reads. Deliveries go to its own inbox `_INBOX_<user>.>`
 * (set `inboxPrefix` when connecting). Nobody may publish to an inbox. No service may delete or purge a
 * stream, or delete a message. Each platform client has its own account and reaches only exported subjects.
 * Its requests cross as service imports: the server replaces the client's reply subject, so that a reply
 * can't be directed elsewhere; a stream import would keep it.
 */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Each user has its own inbox, so that nobody can subscribe to another's. */
const inbox = (user: string) => `_INBOX_${user}.>`;

/** The streams that a service creates if missing, and those that it reads. */
interface Streams {
  makes: readonly string[];
  reads: readonly string[];
}

const service = (name: string, { makes, reads }: Streams, also: readonly string[] = []): NatsPermissions => ({
  publish: [
    `${name}.>`,
    ...also,
    "$JS.API.INFO",
    ...makes.flatMap((stream) => [`$JS.API.STREAM.CREATE.${stream}`, `$JS.API.STREAM.UPDATE.${stream}`]),
    ...[...new Set([...makes, ...reads])].flatMap((stream) =>
      ["INFO", "MSG.GET"].map((call) => `$JS.API.STREAM.${call}.${stream}`),
    ),
    ...reads.flatMap((stream) => [
      // For consumers without a name.
      `$JS.API.CONSUMER.CREATE.${stream}`,
      ...["CREATE", "INFO", "MSG.NEXT", "DELETE"].map((call) => `$JS.API.CONSUMER.${call}.${stream}.>`),
      `$JS.ACK.${stream}.>`,
      `$JS.FC.${stream}.>`,
    ]),
  ],
  subscribe: [inbox(name)],
});

/** The NATS user of a platform client: `platform-<client>`. */
export const platformUser = <Client extends string>(client: Client) => `platform-${client}` as const;

/** Its account. */
const accountOf = (client: string): string => clientStreamName(client);

/**
 * Clients use it as JetStream's domain: under `$JS.API` the server responds for the client's own account,
 * which has no JetStream.
 */
export const CLIENT_DOMAIN = "metercast";

/** Subject of METERCAST that a platform client may request → its name in the client's account. */
function asksOf(client: string): ReadonlyMap<string, string> {
  const consumer = `WALLET.${platformUser(client)}`;
  const same = [...CLIENT_REQUESTS.map((type) => type.replace("*", client)), `$JS.ACK.${consumer}.>`];
  return new Map([
    ...same.map((subject): [string, string] => [subject, subject]),
    ...["INFO", "MSG.NEXT"].map((call): [string, string] => [
      `$JS.API.CONSUMER.${call}.${consumer}`,
      `$JS.${CLIENT_DOMAIN}.API.CONSUMER.${call}.${consumer}`,
    ]),
  ]);
}
/** Subjects that every client receives live. */
const FACTS = ["wallet.transfer.>", "wallet.balance.>"] as const;

/**
 * Another team's service in its own account. Without these rights it could not reach more of METERCAST;
 * they protect the server's own subjects and prevent chained imports.
 */
export const platformClient = (client: string): NatsPermissions => ({
  publish: [...asksOf(client).values()],
  subscribe: [inbox(platformUser(client)), ...FACTS],
});

/**
 * Server limits of an account. A stream refuses an oversized request with an error before the last limit
 * ends the connection.
 */
const CLIENT_LIMITS = "{ max_connections: 64, max_subscriptions: 1000, max_payload: 65536 }";

/** The services' users, with the streams that each wire.ts uses. */
const serviceUsers = (clients: readonly string[]) =>
  ({
    gateway: service("gateway", {
      makes: ["PRESENCE"],
      reads: ["BILLING", "WALLET", "WITHDRAWALS", "NOTIFICATIONS"],
    }),
    billing: service("billing", { makes: ["BILLING", "PRESENCE", "WALLET"], reads: ["PRESENCE", "WALLET"] }),
    wallet: service(
      "wallet",
      {
        makes: ["WALLET", "BILLING", "WITHDRAWALS", ...clients.map(clientStreamName)],
        reads: ["BILLING", "WITHDRAWALS", ...clients.map(clientStreamName)],
      },
      [
        // Created by an earlier version for all clients.
        "$JS.API.STREAM.INFO.PLATFORM",
        "$JS.API.STREAM.UPDATE.PLATFORM",
        ...clients.flatMap((client) =>
          ["DURABLE.CREATE", "INFO"].map((call) => `$JS.API.CONSUMER.${call}.WALLET.${platformUser(client)}`),
        ),
      ],
    ),
    withdrawals: service("withdrawals", { makes: ["WITHDRAWALS", "WALLET"], reads: ["WALLET"] }),
    notifications: service("notifications", {
      makes: ["NOTIFICATIONS", "BILLING", "WALLET", "WITHDRAWALS"],
      reads: ["BILLING", "WALLET", "WITHDRAWALS"],
    }),
    admin: { publish: [">"], subscribe: [">"] },
  }) as const satisfies Record<string, NatsPermissions>;

type ServiceUser = keyof ReturnType<typeof serviceUsers>;
export type NatsUser = ServiceUser | `platform-${string}`;

/**
 * The users of an embedded server with these clients; "demo" is the example of another team's service.
 * `admin` is for tools and tests.
 */
export const natsUserNames = (clients: readonly string[] = []): readonly NatsUser[] => [
  ...(Object.keys(serviceUsers([])) as ServiceUser[]),
  ...new Set(["demo", ...clients].map(platformUser)),
];

/**
 * The `accounts` block of an embedded server's configuration for these users. Passwords are base64url, so
 * they need no escaping.
 */
export function natsAuthorization(passwords: Readonly<Record<string, string>>): string {
  const clients = Object.keys(passwords).filter((user) => user.startsWith(platformUser("")));
  const names = clients.map((user) => user.slice(platformUser("").length));
  return accounts(names, (user) => JSON.stringify(passwords[user]));
}

/** The form of a platform client's name: one token of a subject. */
export const CLIENT_NAME = /^[a-z0-9-]{1,40}$/;

/** The variable that holds a user's password (plain, or bcrypt as `nats server passwd` makes it). */
export const passwordVariable = (user: string): string =>
  `NATS_${user.toUpperCase().replaceAll("-", "_")}_PASSWORD`;

/**
 * The same block for a real server: services, admin and these platform clients, passwords from the
 * environment.
 */
export const deployedNatsAuthorization = (clients: readonly string[]): string =>
  accounts(clients, (user) => `$${passwordVariable(user)}`);

type Password = (user: string) => string;

function accounts(clients: readonly string[], password: Password): string {
  const users = Object.entries(serviceUsers(clients)).map(([name, rights]) => user(name, rights, password));
  const everyClient = clients.map(accountOf).join(", ");
  const exported =
    clients.length === 0
      ? []
      : [
          ...FACTS.map((subject) => `      { stream: "${subject}", accounts: [${everyClient}] }`),
          ...clients.flatMap((client) =>
            [...asksOf(client).keys()].map(
              (subject) =>
                `      { service: "${subject}", accounts: [${accountOf(client)}], response_type: ${responseType(subject)} }`,
            ),
          ),
        ];
  return [
    "accounts {",
    "  METERCAST {",
    "    jetstream: enabled",
    `    users: [\n${users.join("\n")}\n    ]`,
    `    exports: [\n${exported.join("\n")}\n    ]`,
    "  }",
    ...clients.map((client) => clientAccount(client, password)),
    "}",
    "",
  ].join("\n");
}

/** A pull has several responses; everything else one. */
const responseType = (subject: string) => (subject.includes(".MSG.NEXT.") ? "stream" : "singleton");

function clientAccount(client: string, password: Password): string {
  const imported = (kind: string, subject: string, to = subject) =>
    `      { ${kind}: { account: METERCAST, subject: "${subject}" }${to === subject ? "" : `, to: "${to}"`} }`;
  return [
    `  ${accountOf(client)} {`,
    `    users: [\n${user(platformUser(client), platformClient(client), password)}\n    ]`,
    "    imports: [",
    ...[...asksOf(client)].map(([subject, to]) => imported("service", subject, to)),
    ...FACTS.map((subject) => imported("stream", subject)),
    "    ]",
    `    limits: ${CLIENT_LIMITS}`,
    "  }",
  ].join("\n");
}

function user(name: string, { publish, subscribe }: NatsPermissions, password: Password): string {
  const list = (subjects: readonly string[]) =>
    subjects.map((subject) => `          ${JSON.stringify(subject)}`).join("\n");
  return [
    `      { user: ${JSON.stringify(name)}, password: ${password(name)}, permissions: {`,
    `        publish: [\n${list(publish)}\n        ]`,
    `        subscribe: [\n${list(subscribe)}\n        ]`,
    "      } }",
  ].join("\n");
}
