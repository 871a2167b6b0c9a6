import { publicId, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import type { IntegrityRun } from "@metercast/postgres/integrity";
import { type GrpcServer, type Handlers, type Logger, MetercastError, serveGrpc } from "@metercast/runtime";
import type { BankCalendar } from "../../domain/arrival.ts";
import { type AddPayoutMethodPorts, addPayoutMethod } from "../../usecases/add-payout-method.ts";
import { cancelPayout } from "../../usecases/cancel-payout.ts";
import { type ReadRailsPorts, readRails } from "../../usecases/check-rails.ts";
import { type CreateWithdrawalPorts, createWithdrawal } from "../../usecases/create-withdrawal.ts";
import { decideAct } from "../../usecases/decide-act.ts";
import { decideWithdrawal } from "../../usecases/decide-withdrawal.ts";
import { type ActPorts, readAct } from "../../usecases/execute-act.ts";
import { freezePayouts, readFreeze } from "../../usecases/freeze-payouts.ts";
import { giveBack } from "../../usecases/give-back.ts";
import { holdDecision } from "../../usecases/hold-decision.ts";
import { liftFreeze } from "../../usecases/lift-freeze.ts";
import { quoteWithdrawal } from "../../usecases/quote-withdrawal.ts";
import { readLimits } from "../../usecases/read-limits.ts";
import { type ReceiveRailWebhookPorts, receiveRailWebhook } from "../../usecases/receive-rail-webhook.ts";
import { removePayoutMethod } from "../../usecases/remove-payout-method.ts";
import { requestAct } from "../../usecases/request-act.ts";
import { resolvePayout } from "../../usecases/resolve-payout.ts";
import { type StartOnboardingPorts, startOnboarding } from "../../usecases/start-onboarding.ts";
import { makeDefault } from "../../usecases/update-payout-method.ts";
import { act, actDecision, actId, actList, finishedAct } from "./act-requests.ts";
import { autoApproval } from "./auto-approval.ts";
import { type QueuePorts, queue, toHeldDecision } from "./queue.ts";
import * as read from "./requests.ts";
import {
  toAct,
  toDetails,
  toMethod,
  toQuote,
  toRailState,
  toRails,
  toWithdrawal,
  wireStatus,
} from "./responses.ts";
import { schedules } from "./schedules.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

export interface ServerPorts
  extends CreateWithdrawalPorts,
    AddPayoutMethodPorts,
    StartOnboardingPorts,
    ReceiveRailWebhookPorts,
    ReadRailsPorts,
    Omit<QueuePorts, "settings" | "wallet"> {
  checkIntegrity(): Promise<IntegrityRun>;
  /** The last run while it is fresh, else a new one. */
  currentIntegrity(): Promise<IntegrityRun>;
  /** Stores a webhook. False where it was stored before. @throws invalid_signature */
  receiveWebhook(payload: Uint8Array, signature: string): Promise<boolean>;
  walletWaitMs: number;
  banks: BankCalendar;
  dualControl: ActPorts;
}

/** Each handler reads its request, runs one use case or port, and writes its response. */
export function startWithdrawalsServer(
  ports: ServerPorts,
  { port, maxConnectionAgeSeconds, log }: { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  return serveGrpc({
    name: "withdrawals.v1.WithdrawalsService",
    definition: WithdrawalsServiceService,
    callers: WITHDRAWALS_CALLERS,
    handlers: {
      ...requests(ports),
      ...decisions(ports),
      ...acts(ports.dualControl),
      ...payoutMethods(ports),
      ...rules(ports),
      ...schedules(ports),
      ...autoApproval(ports),
      ...queue(ports),
    },
    port,
    maxConnectionAgeSeconds,
    log,
  });
}

/** A page was read with one row more than its limit: the last one only shows that there are more. */
function pageOf<Row extends { id: string }>(kind: "withdrawal" | "act", found: Row[], limit: number) {
  const page = found.slice(0, limit);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return { page, nextCursor: last ? publicId(kind, last.id) : "" };
}

function requests(
  ports: ServerPorts,
): Pick<
  Service,
  | "createWithdrawal"
  | "quoteWithdrawal"
  | "cancelPayout"
  | "getWithdrawal"
  | "listWithdrawals"
  | "getStats"
  | "search"
> {
  const { withdrawals } = ports.store;
  const details = async (id: string) => {
    const found = await withdrawals.find(id);
    if (!found) throw new MetercastError("withdrawal_not_found");
    return { withdrawal: toDetails(found) };
  };
  return {
    createWithdrawal: async (request) => details(await createWithdrawal(ports, read.create(request))),
    quoteWithdrawal: async (request) => toQuote(await quoteWithdrawal(ports, read.quote(request))),
    cancelPayout: async (request) => ({
      withdrawal: toDetails(await cancelPayout(ports, read.payoutToCancel(request))),
    }),
    getWithdrawal: (request) => details(read.withdrawalId(request.withdrawalId)),
    async listWithdrawals(request) {
      const query = read.list(request);
      const found = await withdrawals.list({ ...query, limit: query.limit + 1 });
      const { page, nextCursor } = pageOf("withdrawal", found, query.limit);
      return { withdrawals: page.map(toWithdrawal), nextCursor };
    },
    search: async (request) => ({ hits: await withdrawals.search(read.query(request.query)) }),
    async getStats() {
      const { byStatus, needingReview, ...rest } = await withdrawals.stats();
      return {
        ...rest,
        needingAttention: needingReview,
        byStatus: byStatus.map((one) => ({ ...one, status: wireStatus(one.status) })),
      };
    },
  };
}

function decisions(ports: ServerPorts): Pick<Service, "decideWithdrawal" | "cancelWithdrawal"> {
  return {
    async decideWithdrawal(request) {
      const { undoSeconds = 0, ...decision } = read.decision(request);
      if (undoSeconds > 0 && (decision.action === "approve" || decision.action === "reject")) {
        const { details, decision: held } = await holdDecision(ports, decision, undoSeconds);
        return { withdrawal: toDetails(details), act: undefined, decision: toHeldDecision(held) };
      }
      if (decision.action !== "mark_failed" && decision.action !== "resolve")
        return { withdrawal: toDetails(await decideWithdrawal(ports, decision)), act: undefined };
      const { details, act } =
        decision.action === "resolve"
          ? await resolvePayout(ports, { ...decision, evidence: decision.internalNote })
          : await giveBack(ports, decision);
      return { withdrawal: toDetails(details), act: act && toAct(act) };
    },
    cancelWithdrawal: async (request) => ({
      withdrawal: toDetails(await decideWithdrawal(ports, read.cancel(request))),
    }),
  };
}

function acts(
  ports: ActPorts,
): Pick<Service, "requestAct" | "decideAct" | "finishAct" | "getAct" | "listActs"> {
  const { store, clock, limits } = ports;
  return {
    requestAct: async (request) => ({ act: toAct(await requestAct(ports, act(request, limits))) }),
    decideAct: async (request) => ({ act: toAct(await decideAct(ports, actDecision(request))) }),
    async finishAct(request) {
      const finished = { ...finishedAct(request), now: new Date(clock.now()) };
      return { act: toAct((await store.acts.finish(finished)) ?? (await readAct(ports, finished.id))) };
    },
    getAct: async (request) => ({ act: toAct(await readAct(ports, actId(request.actId))) }),
    async listActs(request) {
      const query = actList(request);
      const found = await store.acts.list({ ...query, limit: query.limit + 1 });
      const { page, nextCursor } = pageOf("act", found, query.limit);
      return { acts: page.map(toAct), nextCursor };
    },
  };
}

function payoutMethods(
  ports: ServerPorts,
): Pick<
  Service,
  | "listPayoutMethods"
  | "createPayoutMethod"
  | "updatePayoutMethod"
  | "deletePayoutMethod"
  | "listRails"
  | "getRailStates"
  | "startOnboarding"
  | "receiveWebhook"
  | "receiveRailWebhook"
> {
  return {
    listRails: () => Promise.resolve({ rails: toRails(ports.rails) }),
    getRailStates: async () => ({ rails: (await readRails(ports)).map(toRailState) }),
    updatePayoutMethod: async (request) => ({
      payoutMethod: toMethod(await makeDefault(ports, read.ownMethod(request))),
    }),
    receiveRailWebhook: async (request) => ({
      stored: await receiveRailWebhook(ports, read.railWebhook(request)),
    }),
    async listPayoutMethods(request) {
      const methods = await ports.store.methods.list(read.creatorId(request.creatorId));
      return { payoutMethods: methods.map(toMethod) };
    },
    createPayoutMethod: async (request) => ({
      payoutMethod: toMethod(await addPayoutMethod(ports, read.method(request))),
    }),
    async deletePayoutMethod(request) {
      await removePayoutMethod(ports, read.ownMethod(request));
      return {};
    },
    async startOnboarding(request) {
      const { url, method } = await startOnboarding(ports, read.onboarding(request));
      return { url, payoutMethod: toMethod(method) };
    },
    async receiveWebhook(request) {
      const { payload, signature } = read.webhook(request);
      return { stored: await ports.receiveWebhook(payload, signature) };
    },
  };
}

function rules(
  ports: ServerPorts,
): Pick<Service, "setMinimum" | "getLimits" | "setFreeze" | "getFreeze" | "getIntegrity"> {
  return {
    async setMinimum(request) {
      const waiver = read.minimum(request);
      await ports.minimums.waive(waiver);
      return { minimum: waiver.amount };
    },
    async getLimits(request) {
      const { openId, ...limits } = await readLimits(ports, read.creatorId(request.creatorId));
      return { ...limits, openWithdrawalId: openId === undefined ? "" : publicId("withdrawal", openId) };
    },
    async setFreeze(request) {
      const { frozen, ...rest } = read.freeze(request);
      return { freeze: await (frozen ? freezePayouts(ports, rest) : liftFreeze(ports, rest)) };
    },
    getFreeze: async () => ({ freeze: await readFreeze(ports) }),
    getIntegrity: ({ runNow }) => (runNow ? ports.checkIntegrity() : ports.currentIntegrity()),
  };
}
