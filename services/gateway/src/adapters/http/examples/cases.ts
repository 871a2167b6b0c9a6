import { SESSION, STREAM } from "./story.ts";

const found = {
  id: "cas_0193a5d0e7d47b0d8f0e1c2d3b4a5968",
  session_id: SESSION,
  stream_id: STREAM,
  stream_title: "Evening walk",
  viewer_id: "viewer-42",
  creator_id: "creator-7",
  reason: "picture_frozen",
  status: "refunded",
  tokens_charged: 60,
  messages: 2,
  opened_at: "2026-11-23T18:30:00.000Z",
  updated_at: "2026-11-23T18:50:00.000Z",
  resolved_at: "2026-11-23T18:50:00.000Z",
  resolved_by: "platform",
  resolution_note: "The stream did stand still. Sorry!",
  refund: { tokens: 60, posted: true, transfer_id: "trf_0193a5e0e7d47b0d8f0e1c2d3b4a5968" },
};

export const CASES_EXAMPLES = {
  Case: found,
  CaseDetails: {
    ...found,
    conversation: [
      {
        side: "viewer",
        author_id: "viewer-42",
        text: "The picture stood still from minute three on.",
        written_at: "2026-11-23T18:30:00.000Z",
      },
      {
        side: "platform",
        author_id: "platform",
        text: "We are looking into it.",
        written_at: "2026-11-23T18:40:00.000Z",
      },
    ],
  },
  CaseRequest: { reason: "picture_frozen", text: "The picture stood still from minute three on." },
  CaseMessageRequest: { text: "It is better now." },
  CaseResolution: { outcome: "refund", tokens: 60, note: "The stream did stand still. Sorry!" },
  CaseStats: { open: 3, answered: 1, oldest_open_at: "2026-11-23T18:30:00.000Z" },
  CaseEvidence: {
    session: {
      id: SESSION,
      status: "ended",
      started_at: "2026-11-23T18:01:02.500Z",
      ended_at: "2026-11-23T18:14:02.500Z",
      end_reason: "left",
      minutes_billed: 12,
      tokens_per_minute: 5,
      tokens_charged: 60,
      carried_seconds: 0,
      witnesses: "any",
      minute_seconds: 60,
      refused_minute: null,
    },
    presence: {
      last_seen_at: "2026-11-23T18:14:02.500Z",
      media_from: null,
      silent_seconds: 0,
      media_stays: [{ joined_at: "2026-11-23T18:01:02.500Z", left_at: "2026-11-23T18:14:02.500Z" }],
    },
    refundable: 60,
    refunded: 0,
    minutes: [{ minute: 1, paid: true, tokens: 5, balance_after: 95, posted_at: "2026-11-23T18:02:02.700Z" }],
    funding: [{ top_up_id: "top_0193a5c0e7d47b0d8f0e1c2d3b4a5968", tokens: 60 }],
    viewers_cases: [],
    streams_cases: [],
  },
};
