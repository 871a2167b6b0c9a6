/** A JetStream stream: its subjects and limits. */
export interface StreamSpec {
  subjects: readonly string[];
  maxAgeHours: number;
  maxBytes: number;
  /** Limits for a client's messages. */
  maxMessages?: number;
  maxMessageBytes?: number;
  /** An acknowledged message is deleted. Default: it stays until its age limit. */
  untilHandled?: true;
}

const GIB = 1024 ** 3;

/**
 * One stream per owner. A full stream refuses (`discard: new`): the outbox keeps its rows and continues
 * when there is room, so nothing is lost silently. The bytes suffice for about 35,000 viewers who watch all
 * day; NATS_STREAM_SCALE multiplies them.
 */
export const STREAMS = {
  // The meter reads reports within seconds; a day covers the longest outage worth recovering from.
  PRESENCE: { subjects: ["gateway.presence.>"], maxAgeHours: 24, maxBytes: 4 * GIB },
  BILLING: { subjects: ["billing.>"], maxAgeHours: 72, maxBytes: 8 * GIB },
  WALLET: { subjects: ["wallet.>"], maxAgeHours: 72, maxBytes: 8 * GIB },
  WITHDRAWALS: { subjects: ["withdrawals.>"], maxAgeHours: 168, maxBytes: 1 * GIB },
  // Only open pages read it: an inbox that changed is read again.
  NOTIFICATIONS: { subjects: ["notifications.>"], maxAgeHours: 24, maxBytes: 1 * GIB },
} as const satisfies Record<string, StreamSpec>;

export type StreamName = keyof typeof STREAMS;

/** The events that a platform client sends, with its name for "*". */
export const CLIENT_REQUESTS = ["platform.*.credit.requested.v1", "platform.*.debit.requested.v1"] as const;

/** The stream of one platform client's requests. */
export const clientStreamName = (client: string): string =>
  `PLATFORM_${client.toUpperCase().replaceAll("-", "_")}`;

/**
 * Each platform client has its own stream, so that its message ids, bytes and backlog affect no one else. A
 * request stays until the wallet has handled it; with 10,000 waiting, the broker refuses the next one.
 */
export const clientStream = (client: string) =>
  ({
    subjects: CLIENT_REQUESTS.map((type) => type.replace("*", client)),
    maxAgeHours: 168,
    maxBytes: 32 * 1024 ** 2,
    maxMessages: 10_000,
    // The longest valid request has 4 KiB.
    maxMessageBytes: 8 * 1024,
    untilHandled: true,
  }) as const satisfies StreamSpec;

const BY_FIRST_TOKEN: Record<string, StreamName> = {
  gateway: "PRESENCE",
  billing: "BILLING",
  wallet: "WALLET",
  withdrawals: "WITHDRAWALS",
  notifications: "NOTIFICATIONS",
};

/** The stream that holds a subject. */
export function streamOf(subject: string): StreamName {
  const stream = BY_FIRST_TOKEN[subject.slice(0, subject.indexOf("."))];
  if (!stream) throw new RangeError(`no stream holds the subject ${subject}`);
  return stream;
}
