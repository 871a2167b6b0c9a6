import { SESSION, STREAM, stream } from "./story.ts";

const session = {
  id: SESSION,
  stream_id: STREAM,
  viewer_id: "viewer-42",
  status: "active",
  started_at: "2026-11-23T18:01:02.500Z",
  ended_at: null,
  end_reason: null,
  tokens_per_minute: 5,
  carried_seconds: 21.5,
  minutes_billed: 12,
  tokens_charged: 60,
  balance: 40,
  low_balance: false,
  runs_out_at: "2026-11-23T18:20:41.000Z",
};

export const STREAMS_EXAMPLES = {
  StreamRequest: { title: "Evening walk" },
  Stream: stream,
  Session: session,
  BilledSession: { ...session, tokens_charged_now: 5 },
  StreamEvent: { ...stream, version: 1795456992612 },
  SessionEvent: {
    id: SESSION,
    stream_id: STREAM,
    status: "active",
    started_at: "2026-11-23T18:01:02.500Z",
    ended_at: null,
    end_reason: null,
    minutes_billed: 12,
    tokens_charged: 60,
    version: 24,
  },
};
