import type { TraceHeaders } from "@metercast/runtime";

/** A log of events that can be read again from any time without harm. */
export interface LogReader {
  /** Continues from an earlier time (the broker's clock, ms). */
  rewind(from: number): void;
  state(): LogState;
  stop(): Promise<void>;
}

export interface LogState {
  /** The broker's time of the last message read. */
  positionAt: number;
  /** Everything that was published up to here (our clock) has been read; 0 while that is unknown. */
  readUpTo: number;
  /** Monotonic milliseconds for which the end has been known without a break; 0 while it is unknown. */
  atEndForMs: number;
  /** Messages that are not read yet. */
  backlog: number;
}

export interface LogHandler<T> {
  /** The reader starts over at this time; it has delivered nothing from there yet. */
  opened(from: number): void;
  message(message: LogMessage<T>): Promise<void>;
}

export interface LogMessage<T> {
  message: T;
  trace: TraceHeaders;
  /** The broker's time (ms). */
  at: number;
}
