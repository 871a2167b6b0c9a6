/** A JetStream stream: who owns it, what it takes, and how much of it is kept. */
export interface StreamSpec {
  subjects: string[];
  maxAgeHours: number;
  maxBytes: number;
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
  PLATFORM: { subjects: ["platform.>"], maxAgeHours: 168, maxBytes: 1 * GIB },
} as const satisfies Record<string, StreamSpec>;

export type StreamName = keyof typeof STREAMS;

const BY_FIRST_TOKEN: Record<string, StreamName> = {
  gateway: "PRESENCE",
  billing: "BILLING",
  wallet: "WALLET",
  withdrawals: "WITHDRAWALS",
  platform: "PLATFORM",
};

/** The stream that holds a subject. */
export function streamOf(subject: string): StreamName {
  const stream = BY_FIRST_TOKEN[subject.slice(0, subject.indexOf("."))];
  if (!stream) throw new RangeError(`no stream holds the subject ${subject}`);
  return stream;
}
