/**
 * Who may say and hear what on NATS. Everything a service consumes it pulls from JetStream: requests go to `$JS.API.>`,
 * acks to `$JS.ACK.>`, flow control to `$JS.FC.>`, and what is pulled is delivered to the inbox of the one who asks: `_INBOX_<user>.>`
 * (set `inboxPrefix` when connecting), which nobody else hears. Nobody may publish to an inbox: answers come from the server.
 * So a service publishes its own subjects only, and nobody can put words into another's mouth.
 */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const JETSTREAM = ["$JS.API.>", "$JS.ACK.>", "$JS.FC.>"] as const;

/** Where answers come to a user: an inbox of one's own, or everybody could listen at everybody's. */
const inbox = (user: string) => `_INBOX_${user}.>`;

const service = (name: string): NatsPermissions => ({
  publish: [`${name}.>`, ...JETSTREAM],
  subscribe: [inbox(name)],
});

/**
 * An example of another team's service: it says `platform.demo.>`, and reads transfers through one consumer of its own name;
 * it can neither read what else the WALLET stream holds nor take messages from somebody else's consumer.
 */
const platformDemo: NatsPermissions = {
  publish: [
    "platform.demo.>",
    "$JS.API.INFO",
    "$JS.API.STREAM.INFO.WALLET",
    "$JS.API.CONSUMER.CREATE.WALLET.platform-demo.wallet.transfer.>",
    "$JS.API.CONSUMER.INFO.WALLET.platform-demo",
    "$JS.API.CONSUMER.MSG.NEXT.WALLET.platform-demo",
    "$JS.ACK.WALLET.platform-demo.>",
  ],
  subscribe: [inbox("platform-demo"), "wallet.transfer.>"],
};

/** User → what it may do. `admin` is for tools and tests. */
export const NATS_USERS = {
  gateway: service("gateway"),
  billing: service("billing"),
  wallet: service("wallet"),
  withdrawals: service("withdrawals"),
  "platform-demo": platformDemo,
  admin: { publish: [">"], subscribe: [">"] },
} as const satisfies Record<string, NatsPermissions>;

export type NatsUser = keyof typeof NATS_USERS;

/** The names of all users, in the table's order. */
export const NATS_USER_NAMES = Object.keys(NATS_USERS) as NatsUser[];

/** The `authorization` block of a nats-server configuration. Passwords are base64url, so they need no escaping. */
export function natsAuthorization(passwords: Record<NatsUser, string>): string {
  const list = (subjects: readonly string[]) => subjects.map((subject) => JSON.stringify(subject)).join(", ");
  const users = NATS_USER_NAMES.map((name) => {
    const { publish, subscribe } = NATS_USERS[name];
    return [
      `    { user: ${JSON.stringify(name)}, password: ${JSON.stringify(passwords[name])}, permissions: {`,
      `        publish: [${list(publish)}]`,
      `        subscribe: [${list(subscribe)}]`,
      "    } }",
    ].join("\n");
  });
  return `authorization {\n  users: [\n${users.join("\n")}\n  ]\n}\n`;
}
