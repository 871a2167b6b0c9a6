import type { TraceHeaders } from "@metercast/runtime";

/** A message as a handler sees it. */
export interface Incoming {
  /** `ce-id`, or for a stranger's message without one, its place in the stream. */
  id: string;
  subject: string;
  data: Uint8Array;
  /** From 1. */
  delivery: number;
  trace: TraceHeaders;
  /** `ce-time` in ms, or when JetStream took it. */
  timeMs: number;
}
