import {
  type Rate as ProtoRate,
  type Session as ProtoSession,
  type Stream as ProtoStream,
  SessionStatus,
  StreamStatus,
} from "@metercast/contracts/billing/v1/billing.ts";
import { callGrpc } from "@metercast/runtime";
import type { PresencePolicy, Rate, RateScope, Session, Stream } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Cases } from "../../ports/cases.ts";
import { audiences } from "./audience.ts";
import { BILLING_METHODS, type BillingCaller } from "./billing-caller.ts";
import { cases } from "./cases.ts";
import { spending } from "./spending.ts";
import { given, orUndefined, pageRequest, searchHit, time } from "./values.ts";

export type BillingClient = Billing & { cases: Cases; ready(): Promise<void>; close(): void };

export function connectBilling(address: string, deadlineMs: number): BillingClient {
  const billing = callGrpc(BILLING_METHODS, address, { deadlineMs });
  return {
    ready: () => billing.ready(),
    close: () => billing.close(),
    ...streams(billing),
    ...sessions(billing),
    ...spending(billing),
    cases: cases(billing),
    ...audiences(billing),
    async setRate({ scopeId = "", ...request }) {
      return rateOf((await billing.setRate({ ...request, scopeId })).rate);
    },
    async listRates(request) {
      const { rates, nextCursor } = await billing.listRates(pageRequest(request));
      return { items: rates.map(rateOf), nextCursor: orUndefined(nextCursor) };
    },
    listTokenPackages: async () => (await billing.listTokenPackages({})).packages,
    startTopUp: (request) => billing.startTopUp(request),
    receiveWebhook: (event, options) => billing.receiveWebhook(event, options),
    getIntegrity: (options) => billing.getIntegrity({}, options),
    search: async (query, options) => (await billing.search({ query }, options)).hits.map(searchHit),
  };
}

type Streams = Pick<
  Billing,
  "startStream" | "endStream" | "getStream" | "getStreams" | "listStreams" | "getLive"
>;

const streams = (billing: BillingCaller): Streams => ({
  async startStream({ presencePolicy, ...request }) {
    return streamOf((await billing.startStream({ ...request, witnesses: presencePolicy })).stream);
  },
  endStream: async (request) => streamOf((await billing.endStream(request)).stream),
  getStream: async (streamId) => streamOf((await billing.getStream({ streamId })).stream),
  getStreams: async (streamIds) => (await billing.getStreams({ streamIds })).streams.map(streamOf),
  async listStreams({ creatorId = "", ...page }) {
    const { streams: found, nextCursor } = await billing.listStreams({ creatorId, ...pageRequest(page) });
    return { items: found.map(streamOf), nextCursor: orUndefined(nextCursor) };
  },
  getLive: (options) => billing.getLive({}, options),
});

type Sessions = Pick<
  Billing,
  "joinStream" | "billSession" | "leaveSession" | "getSession" | "listSessions" | "getForecast"
>;

const sessions = (billing: BillingCaller): Sessions => ({
  async joinStream(request) {
    const { session, created, availableTokens } = await billing.joinStream(request);
    return { session: sessionOf(session), created, availableTokens };
  },
  async billSession(request) {
    const answer = await billing.billSession({ sessionId: "", ...request, forwarded: false });
    return { session: sessionOf(answer.session), tokensChargedNow: answer.tokensChargedNow };
  },
  async leaveSession(request) {
    return sessionOf((await billing.leaveSession({ ...request, forwarded: false })).session);
  },
  async getSession(sessionId, options) {
    return sessionOf((await billing.getSession({ sessionId }, options)).session);
  },
  async listSessions({ viewerId, streamId = "", ...page }) {
    const request = { viewerId, streamId, ...pageRequest(page) };
    const { sessions: found, nextCursor } = await billing.listSessions(request);
    return { items: found.map(sessionOf), nextCursor: orUndefined(nextCursor) };
  },
  getForecast: async (request, options) => (await billing.getForecast(request, options)).runsOutAt,
});

const presencePolicy = (witnesses: string): PresencePolicy => (witnesses === "both" ? "both" : "any");

function streamOf(answered: ProtoStream | undefined): Stream {
  const stream = given(answered, "a stream", "stream_not_found");
  return {
    id: stream.id,
    title: stream.title,
    creatorId: stream.creatorId,
    isLive: stream.status === StreamStatus.STREAM_STATUS_LIVE,
    presencePolicy: presencePolicy(stream.witnesses),
    tokensPerMinute: stream.tokensPerMinute,
    creatorCentsPerMinute: stream.creatorCentsPerMinute,
    creatorCentsPerMinuteNow: stream.creatorCentsPerMinuteNow,
    viewers: stream.viewers,
    startedAt: time(stream.startedAt),
    endedAt: stream.endedAt,
  };
}

function sessionOf(answered: ProtoSession | undefined): Session {
  const session = given(answered, "a session", "session_not_found");
  return {
    id: session.id,
    streamId: session.streamId,
    viewerId: session.viewerId,
    isActive: session.status === SessionStatus.SESSION_STATUS_ACTIVE,
    presencePolicy: presencePolicy(session.witnesses),
    startedAt: time(session.startedAt),
    endedAt: session.endedAt,
    endReason: orUndefined(session.endReason),
    minutesBilled: session.minutesBilled,
    tokensCharged: session.tokensCharged,
    tokensPerMinute: session.tokensPerMinute,
    carriedMs: session.carriedMs,
  };
}

function rateOf(answered: ProtoRate | undefined): Rate {
  const rate = given(answered, "a rate card");
  return {
    id: rate.id,
    scope: rate.scope as RateScope,
    scopeId: orUndefined(rate.scopeId),
    version: rate.version,
    tokensPerMinute: rate.tokensPerMinute,
    creatorCentsPerMinute: rate.creatorCentsPerMinute,
    reason: rate.reason,
    createdBy: rate.createdBy,
    createdAt: time(rate.createdAt),
  };
}
