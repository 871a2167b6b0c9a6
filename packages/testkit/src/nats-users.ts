/**
 * Who may say and hear what on NATS: the one source of the embedded server's users and of deploy/nats/users.conf.
 * A service publishes its own subjects and nothing else, so nobody can put words into another's mouth. What it consumes it pulls from JetStream:
 * requests go to `$JS.API.…`, acks to `$JS.ACK.…`, flow control to `$JS.FC.…`, each only for the streams that it reads, and what is pulled is delivered to
 * the inbox of the one who asks: `_INBOX_<user>.>` (set `inboxPrefix` when connecting), which nobody else hears. Nobody may publish to an inbox:
 * answers come from the server. No service may delete or purge a stream, or delete a message in one.
 */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Where answers come to a user: an inbox of one's own, or everybody could listen at everybody's. */
const inbox = (user: string) => `_INBOX_${user}.>`;

/** What a service needs of JetStream: the streams that it makes where they are missing, and those that it reads. */
interface Streams {
  makes: readonly string[];
  reads: readonly string[];
}

const service = (name: string, { makes, reads }: Streams): NatsPermissions => ({
  publish: [
    `${name}.>`,
    "$JS.API.INFO",
    ...makes.flatMap((stream) => [`$JS.API.STREAM.CREATE.${stream}`, `$JS.API.STREAM.UPDATE.${stream}`]),
    ...[...new Set([...makes, ...reads])].flatMap((stream) =>
      ["INFO", "MSG.GET"].map((call) => `$JS.API.STREAM.${call}.${stream}`),
    ),
    ...reads.flatMap((stream) => [
      // A consumer without a name of its own is asked for without one.
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

/**
 * Another team's service: it says `platform.<client>.>` and hears about transfers and balances, live or by one durable consumer that has its user's
 * name. It can neither read what else the WALLET stream holds nor take messages from somebody else's consumer.
 */
export function platformClient(client: string): NatsPermissions {
  const user = platformUser(client);
  const facts = ["wallet.transfer.>", "wallet.balance.>"];
  return {
    publish: [
      `platform.${client}.>`,
      "$JS.API.INFO",
      "$JS.API.STREAM.INFO.WALLET",
      ...facts.map((subjects) => `$JS.API.CONSUMER.CREATE.WALLET.${user}.${subjects}`),
      ...["INFO", "MSG.NEXT", "DELETE"].map((call) => `$JS.API.CONSUMER.${call}.WALLET.${user}`),
      `$JS.ACK.WALLET.${user}.>`,
    ],
    subscribe: [inbox(user), ...facts],
  };
}

/** The services' users. What each makes and reads is what its wire.ts asks of the broker. */
const SERVICE_USERS = {
  gateway: service("gateway", { makes: ["PRESENCE"], reads: ["BILLING", "WALLET", "WITHDRAWALS"] }),
  billing: service("billing", { makes: ["BILLING", "PRESENCE", "WALLET"], reads: ["PRESENCE", "WALLET"] }),
  wallet: service("wallet", {
    makes: ["WALLET", "BILLING", "PLATFORM", "WITHDRAWALS"],
    reads: ["BILLING", "PLATFORM", "WITHDRAWALS"],
  }),
  withdrawals: service("withdrawals", { makes: ["WITHDRAWALS", "WALLET"], reads: ["WALLET"] }),
} as const satisfies Record<string, NatsPermissions>;

/** Users of the embedded server. `platform-demo` is an example of another team's service; `admin` is for tools and tests. */
export const NATS_USERS = {
  ...SERVICE_USERS,
  [platformUser("demo")]: platformClient("demo"),
  admin: { publish: [">"], subscribe: [">"] },
} as const satisfies Record<string, NatsPermissions>;

export type NatsUser = keyof typeof SERVICE_USERS | "platform-demo" | "admin";

/** The names of all users of the embedded server, in the table's order. */
export const NATS_USER_NAMES = Object.keys(NATS_USERS) as NatsUser[];

/** The `authorization` block of the embedded server's configuration. Passwords are base64url, so they need no escaping. */
export function natsAuthorization(passwords: Record<NatsUser, string>): string {
  return authorization(
    NATS_USER_NAMES.map((name) => [name, JSON.stringify(passwords[name]), NATS_USERS[name]]),
  );
}

/** What a platform client may be called: one token of a subject. */
export const CLIENT_NAME = /^[a-z0-9-]{1,40}$/;

/** The variable that holds a user's password (plain, or bcrypt as `nats server passwd` makes it). */
export const passwordVariable = (user: string): string =>
  `NATS_${user.toUpperCase().replaceAll("-", "_")}_PASSWORD`;

/** The same block for a real server: services, admin and these platform clients, passwords from the environment. */
export function deployedNatsAuthorization(clients: readonly string[]): string {
  const users: [string, NatsPermissions][] = [
    ...Object.entries(SERVICE_USERS),
    ...clients.map((client): [string, NatsPermissions] => [platformUser(client), platformClient(client)]),
    ["admin", NATS_USERS.admin],
  ];
  return authorization(users.map(([name, permissions]) => [name, `$${passwordVariable(name)}`, permissions]));
}

function authorization(
  users: readonly (readonly [name: string, password: string, NatsPermissions])[],
): string {
  const list = (subjects: readonly string[]) =>
    subjects.map((subject) => `          ${JSON.stringify(subject)}`).join("\n");
  const blocks = users.map(([name, password, { publish, subscribe }]) =>
    [
      `    { user: ${JSON.stringify(name)}, password: ${password}, permissions: {`,
      `        publish: [\n${list(publish)}\n        ]`,
      `        subscribe: [\n${list(subscribe)}\n        ]`,
      "    } }",
    ].join("\n"),
  );
  return `authorization {\n  users: [\n${blocks.join("\n")}\n  ]\n}\n`;
}
