import { decodeEvent, LINE_RECORD_BYTES, LineOutcome } from "@metercast/contracts";
import type { Broker } from "@metercast/outbox";
import { DeliverPolicy } from "@nats-io/jetstream";
import type { Audience } from "./audience.ts";

/** Reads the wallet's result events as another service does. */
export class Results {
  /** Paid minutes, repetitions included. */
  paid = 0;
  /** Declined or gap. */
  others = 0;
  lastAt = 0;
  /** ms from a heartbeat to the result event of its minute, for a sample. */
  readonly delays: number[] = [];
  readonly #audience: Audience;
  readonly #waiting = new Map<string, number>();
  #stop: () => void = () => undefined;

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  /** Adds a minute to the sample. */
  sample(session: number, minute: number, at: number): void {
    const id = this.#audience.sessionIds.toString("latin1", session * 16, session * 16 + 16);
    this.#waiting.set(`${id}${minute}`, at);
  }

  async follow(broker: Broker): Promise<void> {
    const consumer = await broker.jetstream.consumers.get("WALLET", {
      filter_subjects: "wallet.minutes.posted.v1",
      deliver_policy: DeliverPolicy.New,
    });
    const messages = await consumer.consume({ max_messages: 200 });
    this.#stop = () => messages.stop();
    void (async () => {
      for await (const message of messages) this.#read(message.data);
    })();
  }

  stop(): void {
    this.#stop();
  }

  #read(data: Uint8Array): void {
    const { lines } = decodeEvent("wallet.minutes.posted.v1", data);
    this.lastAt = Date.now();
    for (let at = 0; at < lines.length; at += LINE_RECORD_BYTES) {
      if (lines[at + LINE_RECORD_BYTES - 1] === LineOutcome.paid) this.paid += 1;
      else this.others += 1;
      if (this.#waiting.size > 0) this.#note(lines, at);
    }
  }

  #note(lines: Buffer, at: number): void {
    const line = lines.toString("latin1", at, at + 16) + lines.readUInt32BE(at + 16);
    const seenAt = this.#waiting.get(line);
    if (seenAt === undefined) return;
    this.#waiting.delete(line);
    this.delays.push(this.lastAt - seenAt);
  }
}
