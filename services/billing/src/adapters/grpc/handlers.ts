import { uuidOf } from "@metercast/contracts";
import type { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { type Handlers, MetercastError } from "@metercast/runtime";
import type { RateCard } from "../../domain/rates.ts";
import type { Session } from "../../domain/session.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Integrity, Live, Page, Paged, SearchHit } from "../../ports.ts";
import type { SessionRequest } from "../../usecases/bill-session.ts";
import type { EndStream } from "../../usecases/end-stream.ts";
import type { Joined, JoinStream } from "../../usecases/join-stream.ts";
import type { StreamView } from "../../usecases/read-streams.ts";
import type { SetRate } from "../../usecases/set-rate.ts";
import type { StartStream } from "../../usecases/start-stream.ts";
import { rateMessage, sessionMessage, streamMessage } from "./messages.ts";
import * as requests from "./requests.ts";
import { type TopUpUseCases, topUpHandlers } from "./top-up-handlers.ts";

/** What the door needs of the house. */
export interface UseCases extends TopUpUseCases {
  startStream(request: StartStream): Promise<Stream>;
  endStream(request: EndStream): Promise<Stream>;
  getStream(id: string): Promise<StreamView>;
  getStreams(ids: readonly string[]): Promise<StreamView[]>;
  listStreams(page: Page, creatorId: string): Promise<Paged<StreamView>>;
  getLive(): Promise<Live>;
  joinStream(request: JoinStream): Promise<Joined>;
  billSession(request: SessionRequest): Promise<{ session: Session; tokensChargedNow: bigint }>;
  leaveSession(request: SessionRequest): Promise<Session>;
  getSession(id: string): Promise<Session>;
  listSessions(page: Page, viewerId: string, streamId: string): Promise<Paged<Session>>;
  getForecast(viewerId: string, availableTokens: bigint): Promise<number | undefined>;
  setRate(request: SetRate): Promise<RateCard>;
  listRates(page: Page): Promise<Paged<RateCard>>;
  getIntegrity(): Promise<Integrity>;
  search(query: string): Promise<SearchHit[]>;
}

/** gRPC → use cases: checks what came, translates, and nothing else. */
export function billingHandlers(house: UseCases): Handlers<typeof BillingServiceService> {
  return {
    ...streamHandlers(house),
    ...sessionHandlers(house),
    ...otherHandlers(house),
    ...topUpHandlers(house),
  };
}

type All = Handlers<typeof BillingServiceService>;

function streamHandlers(
  house: UseCases,
): Pick<All, "startStream" | "endStream" | "getStream" | "getStreams" | "listStreams" | "getLive"> {
  return {
    async startStream(request) {
      const stream = await house.startStream(requests.valid(requests.startStreamRequest, request));
      return { stream: streamMessage(await house.getStream(stream.id)) };
    },
    async endStream(request) {
      const valid = requests.valid(requests.endStreamRequest, request);
      const stream = await house.endStream({ ...valid, streamId: requests.known("stream", valid.streamId) });
      return { stream: streamMessage(await house.getStream(stream.id)) };
    },
    async getStream({ streamId }) {
      return { stream: streamMessage(await house.getStream(requests.known("stream", streamId))) };
    },
    async getStreams(request) {
      const { streamIds } = requests.valid(requests.getStreamsRequest, request);
      const uuids = streamIds.flatMap((id) => uuidOf("stream", id) ?? []);
      return { streams: (await house.getStreams(uuids)).map(streamMessage) };
    },
    getLive: () => house.getLive(),
    async listStreams(request) {
      const { creatorId, ...page } = requests.valid(requests.listStreamsRequest, request);
      const { items, nextCursor } = await house.listStreams(page, creatorId);
      return { streams: items.map(streamMessage), nextCursor };
    },
  };
}

function sessionHandlers(
  house: UseCases,
): Pick<All, "joinStream" | "billSession" | "leaveSession" | "getSession" | "listSessions" | "getForecast"> {
  return {
    async joinStream(request) {
      const { streamId, viewerId } = requests.valid(requests.joinRequest, request);
      const joined = await house.joinStream({ streamId: requests.known("stream", streamId), viewerId });
      return { ...joined, session: sessionMessage(joined.session) };
    },
    async billSession(request) {
      const { session, tokensChargedNow } = await house.billSession(sessionRequest(request));
      return { session: sessionMessage(session), tokensChargedNow };
    },
    async leaveSession(request) {
      return { session: sessionMessage(await house.leaveSession(sessionRequest(request))) };
    },
    async getSession({ sessionId }) {
      return { session: sessionMessage(await house.getSession(requests.known("session", sessionId))) };
    },
    async listSessions(request) {
      const { viewerId, streamId, ...page } = requests.valid(requests.listSessionsRequest, request);
      const stream = streamId && requests.known("stream", streamId);
      const { items, nextCursor } = await house.listSessions(page, viewerId, stream);
      return { sessions: items.map(sessionMessage), nextCursor };
    },
    async getForecast(request) {
      const { viewerId, availableTokens } = requests.valid(requests.forecastRequest, request);
      const at = await house.getForecast(viewerId, availableTokens);
      return at === undefined ? {} : { runsOutAt: new Date(at) };
    },
  };
}

function otherHandlers(house: UseCases): Pick<All, "setRate" | "listRates" | "getIntegrity" | "search"> {
  return {
    async setRate(request) {
      const valid = requests.valid(requests.setRateRequest, request);
      const scopeId = valid.scope === "stream" ? requests.known("stream", valid.scopeId) : valid.scopeId;
      return { rate: rateMessage(await house.setRate({ ...valid, scopeId })) };
    },
    async listRates(request) {
      const { items, nextCursor } = await house.listRates(requests.valid(requests.listRatesRequest, request));
      return { rates: items.map(rateMessage), nextCursor };
    },
    getIntegrity: () => house.getIntegrity(),
    async search(request) {
      return { hits: await house.search(requests.valid(requests.searchRequest, request).query) };
    },
  };
}

function sessionRequest(request: unknown): SessionRequest {
  const { sessionId, streamId, viewerId, seenAt, forwarded, byMedia } = requests.valid(
    requests.seenRequest,
    request,
  );
  if (!sessionId && !streamId)
    throw new MetercastError("invalid_request", undefined, {
      fields: [{ field: "session_id", message: "a session or a stream is required" }],
    });
  return {
    ...(sessionId
      ? { sessionId: requests.known("session", sessionId) }
      : { streamId: requests.known("stream", streamId) }),
    viewerId,
    seenAt: seenAt.getTime(),
    forwarded,
    byMedia,
  };
}
