import { account, SESSION, STREAM, usd, WITHDRAWAL } from "./story.ts";

const note = {
  id: "nte_0193a5e2c3d47f5a8b6c7d8e9f0a1b25",
  author_id: "admin-1",
  author_name: "Ada King",
  text: "Called about the outage; a credit was promised.",
  created_at: "2026-11-23T18:10:00.000Z",
};

export const PEOPLE_EXAMPLES = {
  PersonNote: note,
  PersonNoteRequest: { text: note.text },
  PersonRecord: {
    id: "creator-7",
    name: "Carla Diaz",
    email: "carla@example.com",
    roles: ["creator", "viewer"],
    first_seen_at: "2026-10-01T09:00:00.000Z",
    last_seen_at: "2026-11-23T19:30:00.000Z",
    accounts: [account],
    earned: { total: usd("1320.00"), viewer_minutes: 100 },
    streams: [
      {
        id: STREAM,
        title: "Evening walk",
        status: "live",
        viewers: 3,
        started_at: "2026-11-23T18:00:00.000Z",
        ended_at: null,
      },
    ],
    sessions: [
      {
        id: SESSION,
        stream_id: STREAM,
        stream_title: "Evening walk",
        status: "ended",
        started_at: "2026-11-23T18:05:00.000Z",
        ended_at: "2026-11-23T18:40:00.000Z",
        end_reason: "left",
        minutes_billed: 35,
        tokens_charged: 175,
      },
    ],
    withdrawals: {
      latest: [
        {
          id: WITHDRAWAL,
          amount: usd("100.00"),
          status: "PENDING",
          attention: null,
          created_at: "2026-11-23T19:30:00.000Z",
        },
      ],
      counts: [{ status: "PENDING", count: 1, amount: usd("100.00") }],
      complete: true,
    },
    withdrawal_minimum: { amount: usd("50.00"), waived: false },
    payouts_paused: null,
    adjustments: [
      {
        at: "2026-11-23T18:15:00.000Z",
        actor_id: "admin-1",
        actor_name: "Ada King",
        asset: "TOKEN",
        direction: "credit",
        amount: 100,
        reason: "sorry for the outage",
      },
    ],
    cases: { open: 1, total: 2 },
    notes: [note],
    unavailable: [],
  },
};
