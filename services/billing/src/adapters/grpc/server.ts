import { BILLING_CALLERS, publicId, uuidOf } from "@metercast/contracts";
import { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { type GrpcServer, type Handlers, type Logger, serveGrpc } from "@metercast/runtime";
import type { SpendingReports } from "../../ports/spending.ts";
import type { Store } from "../../ports/store.ts";
import type { StripeEvents } from "../../ports/stripe-events.ts";
import { type BillSessionPorts, billSession } from "../../usecases/bill-session.ts";
import { type EndStreamPorts, endStream } from "../../usecases/end-stream.ts";
import type { GetAudiencePorts } from "../../usecases/get-audience.ts";
import { type GetForecastPorts, getForecast } from "../../usecases/get-forecast.ts";
import { getIntegrity } from "../../usecases/get-integrity.ts";
import { getSession } from "../../usecases/get-session.ts";
import { getStream } from "../../usecases/get-stream.ts";
import { getStreams } from "../../usecases/get-streams.ts";
import { type JoinStreamPorts, joinStream } from "../../usecases/join-stream.ts";
import { leaveSession } from "../../usecases/leave-session.ts";
import { listSessions } from "../../usecases/list-sessions.ts";
import { listStreams } from "../../usecases/list-streams.ts";
import { type SetRatePorts, setRate } from "../../usecases/set-rate.ts";
import { getSpending } from "../../usecases/spending/get-spending.ts";
import {
  type GetSpendingLimitsPorts,
  getSpendingLimits,
} from "../../usecases/spending/get-spending-limits.ts";
import {
  type SetSpendingLimitsPorts,
  setSpendingLimits,
} from "../../usecases/spending/set-spending-limits.ts";
import { type StartStreamPorts, startStream } from "../../usecases/start-stream.ts";
import { type GetTopUpPorts, getTopUp } from "../../usecases/top-ups/get-top-up.ts";
import { listTopUps } from "../../usecases/top-ups/list-top-ups.ts";
import { type StartTopUpPorts, startTopUp } from "../../usecases/top-ups/start-top-up.ts";
import { audience } from "./audience.ts";
import * as requests from "./requests.ts";
import { rateMessage, sessionMessage, streamMessage } from "./responses.ts";
import * as spending from "./spending.ts";
import { type CasesPorts, viewerCases } from "./viewer-cases.ts";

type Service = Handlers<typeof BillingServiceService>;

export type ServerPorts = BillSessionPorts &
  EndStreamPorts &
  GetAudiencePorts &
  GetForecastPorts &
  JoinStreamPorts &
  SetRatePorts &
  StartStreamPorts &
  StartTopUpPorts &
  GetTopUpPorts &
  GetSpendingLimitsPorts &
  SetSpendingLimitsPorts &
  CasesPorts & { store: Store; events: StripeEvents; reports: SpendingReports };

/**
 * Serves `billing.v1.BillingService`: each method reads the request, calls a use case and writes the
 * response.
 */
export function startBillingServer(
  ports: ServerPorts,
  options: { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  return serveGrpc({
    name: "billing.v1.BillingService",
    definition: BillingServiceService,
    callers: BILLING_CALLERS,
    handlers: {
      ...streams(ports),
      ...audience(ports),
      ...sessions(ports),
      ...rates(ports),
      ...topUps(ports),
      ...reports(ports),
      ...spent(ports),
      ...viewerCases(ports),
    },
    ...options,
  });
}

function streams(
  ports: ServerPorts,
): Pick<Service, "startStream" | "endStream" | "getStream" | "getStreams" | "listStreams" | "getLive"> {
  return {
    async startStream(request) {
      const { id } = await startStream(ports, requests.startStreamRequest(request));
      return { stream: streamMessage(await getStream(ports, id)) };
    },
    async endStream(request) {
      const { id } = await endStream(ports, requests.endStreamRequest(request));
      return { stream: streamMessage(await getStream(ports, id)) };
    },
    async getStream({ streamId }) {
      return { stream: streamMessage(await getStream(ports, requests.known("stream", streamId))) };
    },
    async getStreams(request) {
      const uuids = requests.getStreamsRequest(request).flatMap((id) => uuidOf("stream", id) ?? []);
      return { streams: (await getStreams(ports, uuids)).map(streamMessage) };
    },
    async listStreams(request) {
      const { items, nextCursor } = await listStreams(ports, requests.listStreamsRequest(request));
      return { streams: items.map(streamMessage), nextCursor };
    },
    getLive: () => ports.store.streams.live(),
  };
}

function sessions(
  ports: ServerPorts,
): Pick<
  Service,
  "joinStream" | "billSession" | "leaveSession" | "getSession" | "listSessions" | "getForecast"
> {
  return {
    async joinStream(request) {
      const joined = await joinStream(ports, requests.joinRequest(request));
      return { ...joined, session: sessionMessage(joined.session) };
    },
    async billSession(request) {
      const { session, tokensChargedNow } = await billSession(ports, requests.sessionRequest(request));
      return { session: sessionMessage(session), tokensChargedNow };
    },
    async leaveSession(request) {
      return { session: sessionMessage(await leaveSession(ports, requests.sessionRequest(request))) };
    },
    async getSession({ sessionId }) {
      return { session: sessionMessage(await getSession(ports, requests.known("session", sessionId))) };
    },
    async listSessions(request) {
      const { items, nextCursor } = await listSessions(ports, requests.listSessionsRequest(request));
      return { sessions: items.map(sessionMessage), nextCursor };
    },
    async getForecast(request) {
      const at = await getForecast(ports, requests.forecastRequest(request));
      return at === undefined ? {} : { runsOutAt: new Date(at) };
    },
  };
}

function rates(ports: ServerPorts): Pick<Service, "setRate" | "listRates"> {
  return {
    async setRate(request) {
      return { rate: rateMessage(await setRate(ports, requests.setRateRequest(request))) };
    },
    async listRates(request) {
      const { items, nextCursor } = await ports.store.rates.list(requests.listRatesRequest(request));
      return { rates: items.map(rateMessage), nextCursor };
    },
  };
}

function topUps(
  ports: ServerPorts,
): Pick<Service, "listTokenPackages" | "startTopUp" | "listTopUps" | "getTopUp" | "receiveWebhook"> {
  return {
    listTokenPackages: async () => ({ packages: [...ports.packages] }),
    async startTopUp(request) {
      const { topUpId, url } = await startTopUp(ports, requests.startTopUpRequest(request));
      return { topUpId: publicId("topUp", topUpId), url };
    },
    async listTopUps(request) {
      const { items, nextCursor } = await listTopUps(ports, spending.listTopUpsRequest(request));
      return { topUps: items.map(spending.topUpMessage), nextCursor };
    },
    async getTopUp(request) {
      return { topUp: spending.topUpMessage(await getTopUp(ports, spending.getTopUpRequest(request))) };
    },
    async receiveWebhook(request) {
      const { payload, signature } = requests.webhookRequest(request);
      return { stored: await ports.events.receive(payload, signature) };
    },
  };
}

function spent(ports: ServerPorts): Pick<Service, "getSpending" | "getSpendingLimits" | "setSpendingLimits"> {
  return {
    async getSpending(request) {
      return spending.spendingMessage(await getSpending(ports, spending.spendingRequest(request)));
    },
    async getSpendingLimits(request) {
      const limits = await getSpendingLimits(ports, spending.getLimitsRequest(request));
      return { limits: spending.limitsMessage(limits) };
    },
    async setSpendingLimits(request) {
      const limits = await setSpendingLimits(ports, spending.setLimitsRequest(request));
      return { limits: spending.limitsMessage(limits) };
    },
  };
}

function reports(ports: ServerPorts): Pick<Service, "getIntegrity" | "getPayers" | "search"> {
  return {
    getPayers: (request) => ports.store.sessions.payers(requests.payersRequest(request)),
    getIntegrity: () => getIntegrity(ports),
    async search(request) {
      return { hits: await ports.store.search(requests.searchRequest(request)) };
    },
  };
}
