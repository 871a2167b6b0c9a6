/** A JetStream stream: who owns it, what it takes, and how much of it is kept. */
export interface StreamSpec {
  subjects: readonly string[];
  maxAgeHours: number;
  maxBytes: number;
  /** Bounds of what somebody else writes. */
  maxMessages?: number;
  maxMessageBytes?: number;
  /** A message is gone once its consumer has acknowledged it. Default: it stays until it is too old. */
  untilHandled?: true;
}

const GIB = 1024 ** 3;

/**
 * One stream per owner. Limits are bounds, not plans: a full stream refuses (`discard: new`), the outbox keeps
 * its rows and goes on when there is room, and nothing is forgotten silently. The bytes last for about 35,000 viewers who watch all day; NATS_STREAM_SCALE multiplies them.
 */
export const STREAMS = {
  // Sightings matter until the meter has read them; a day covers the longest outage worth catching up on.
  PRESENCE: { subjects: ["gateway.presence.>"], maxAgeHours: 24, maxBytes: 4 * GIB },
  BILLING: { subjects: ["billing.>"], maxAgeHours: 72, maxBytes: 8 * GIB },
  WALLET: { subjects: ["wallet.>"], maxAgeHours: 72, maxBytes: 8 * GIB },
  WITHDRAWALS: { subjects: ["withdrawals.>"], maxAgeHours: 168, maxBytes: 1 * GIB },
} as const satisfies Record<string, StreamSpec>;

export type StreamName = keyof typeof STREAMS;

/** The events that a platform client sends, with its name for "*". */
export const CLIENT_REQUESTS = ["platform.*.credit.requested.v1", "platform.*.debit.requested.v1"] as const;

/** The stream of one platform client's requests. */
export const clientStreamName = (client: string): string =>
  `PLATFORM_${client.toUpperCase().replaceAll("-", "_")}`;

/**
 * Each platform client has a stream of its own, so that its message ids, its bytes and its backlog are nobody else's matter. A request
 * stays until the wallet has answered it; with 10,000 that wait, the client's next one is refused.
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
};

/** The stream that holds a subject. */
export function streamOf(subject: string): StreamName {
  const stream = BY_FIRST_TOKEN[subject.slice(0, subject.indexOf("."))];
  if (!stream) throw new RangeError(`no stream holds the subject ${subject}`);
  return stream;
}
