import { publicId, WITHDRAWALS_CALLERS } from "@metercast/contracts";
import { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type GrpcServer, type Handlers, type Logger, MetercastError, serveGrpc } from "@metercast/runtime";
import type {
  FreezeSwitch,
  IntegrityRun,
  Limits,
  Methods,
  Onboarding,
  ReadWebhook,
  StripeEvents,
  Wakeable,
  Wallet,
  Withdrawals,
} from "../../ports.ts";
import type { ActPorts } from "../../usecases/acts.ts";
import { type CreateSettings, createWithdrawal } from "../../usecases/create-withdrawal.ts";
import { decide } from "../../usecases/decide.ts";
import { giveBack } from "../../usecases/give-back.ts";
import { createPayoutMethod, type MayOnboard, startOnboarding } from "../../usecases/payout-methods.ts";
import { receiveWebhook } from "../../usecases/receive-webhook.ts";
import { askToResolve } from "../../usecases/resolve.ts";
import { actHandlers, toWireAct } from "./acts.ts";
import * as read from "./requests.ts";
import { toDetails, toMethod, toWithdrawal, wireStatus } from "./responses.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

export interface ServerPorts {
  withdrawals: Withdrawals;
  wallet: Wallet;
  methods: Methods;
  limits: Limits;
  freeze: FreezeSwitch;
  checkIntegrity(): Promise<IntegrityRun>;
  /** The last run where it still counts, else a new one. */
  currentIntegrity(): Promise<IntegrityRun>;
  onboarding: Onboarding | undefined;
  mayOnboard: MayOnboard;
  events: StripeEvents;
  readWebhook: ReadWebhook;
  relay: Wakeable;
  payer: Wakeable;
  worker: Wakeable;
  settings: CreateSettings;
  walletWaitMs: number;
  dualControl: ActPorts;
}

/** The service's synchronous door: reads the request, one use case or port, writes the response. */
export function startWithdrawalsServer(
  options: ServerPorts & { port: number; maxConnectionAgeSeconds: number; log: Logger },
): Promise<GrpcServer> {
  return serveGrpc({
    name: "withdrawals.v1.WithdrawalsService",
    definition: WithdrawalsServiceService,
    callers: WITHDRAWALS_CALLERS,
    handlers: {
      ...requests(options),
      ...decisions(options),
      ...actHandlers(options),
      ...payoutMethods(options),
      ...rules(options),
    },
    port: options.port,
    maxConnectionAgeSeconds: options.maxConnectionAgeSeconds,
    log: options.log,
  });
}

function requests(
  ports: ServerPorts,
): Pick<Service, "createWithdrawal" | "getWithdrawal" | "listWithdrawals" | "getStats" | "search"> {
  const { withdrawals, settings } = ports;
  const details = async (id: string) => {
    const found = await withdrawals.find(id);
    if (!found) throw new MetercastError("withdrawal_not_found");
    return { withdrawal: toDetails(found) };
  };
  return {
    createWithdrawal: async (request) =>
      details(await createWithdrawal(ports, settings, read.create(request))),
    getWithdrawal: (request) => details(read.withdrawalId(request.withdrawalId)),
    async listWithdrawals(request) {
      const query = read.list(request);
      // One more than asked for tells whether there are more.
      const found = await withdrawals.list({ ...query, limit: query.limit + 1 });
      const page = found.slice(0, query.limit);
      const last = found.length > page.length ? page.at(-1) : undefined;
      return {
        withdrawals: page.map(toWithdrawal),
        nextCursor: last ? publicId("withdrawal", last.id) : "",
      };
    },
    search: async (request) => ({ hits: await withdrawals.search(read.query(request.query)) }),
    async getStats() {
      const { byStatus, ...rest } = await withdrawals.stats();
      return { ...rest, byStatus: byStatus.map((one) => ({ ...one, status: wireStatus(one.status) })) };
    },
  };
}

function decisions(ports: ServerPorts): Pick<Service, "decideWithdrawal" | "cancelWithdrawal"> {
  const deciding = { ...ports, secondAboveCents: ports.settings.secondApprovalAboveCents };
  return {
    async decideWithdrawal(request) {
      const decision = read.decision(request);
      if (decision.action !== "mark_failed" && decision.action !== "resolve")
        return { withdrawal: toDetails(await decide(deciding, decision)), act: undefined };
      const { details, act } =
        decision.action === "resolve"
          ? await askToResolve(ports, { ...decision, evidence: decision.internalNote })
          : await giveBack(ports, decision);
      return { withdrawal: toDetails(details), act: act && toWireAct(act) };
    },
    cancelWithdrawal: async (request) => ({
      withdrawal: toDetails(await decide(deciding, read.cancel(request))),
    }),
  };
}

function payoutMethods(
  ports: ServerPorts,
): Pick<
  Service,
  "listPayoutMethods" | "createPayoutMethod" | "deletePayoutMethod" | "startOnboarding" | "receiveWebhook"
> {
  const { methods } = ports;
  return {
    async listPayoutMethods(request) {
      return { payoutMethods: (await methods.list(read.creatorId(request.creatorId))).map(toMethod) };
    },
    async createPayoutMethod(request) {
      return { payoutMethod: toMethod(await createPayoutMethod(ports, read.method(request))) };
    },
    async deletePayoutMethod(request) {
      const { id, creatorId } = read.methodToDelete(request);
      if (!(await methods.remove(id, creatorId))) throw new MetercastError("payout_method_not_found");
      return {};
    },
    async startOnboarding(request) {
      const { url, method } = await startOnboarding(ports, read.onboarding(request));
      return { url, payoutMethod: toMethod(method) };
    },
    async receiveWebhook(request) {
      const { payload, signature } = read.webhook(request);
      return { stored: await receiveWebhook(ports, payload, signature) };
    },
  };
}

function rules(
  ports: ServerPorts,
): Pick<Service, "setMinimum" | "getLimits" | "setFreeze" | "getFreeze" | "getIntegrity"> {
  const { limits, withdrawals, settings, freeze } = ports;
  return {
    async setMinimum(request) {
      const { creatorId, amount, reason, actorId } = read.minimum(request);
      await limits.waive(creatorId, amount, reason, actorId);
      return { minimum: amount };
    },
    async getLimits(request) {
      const creatorId = read.creatorId(request.creatorId);
      const open = await withdrawals.openOf(creatorId);
      return {
        minimum: (await limits.waiverOf(creatorId)) ?? settings.minimumCents,
        openWithdrawalId: open === undefined ? "" : publicId("withdrawal", open),
        // Asked for last: what is not open any more is in it.
        paidOut: await withdrawals.paidOutTo(creatorId),
      };
    },
    async setFreeze(request) {
      const { frozen, actorId, reason, seen } = read.freeze(request);
      const state = await (frozen ? freeze.freeze(actorId, reason) : freeze.lift(actorId, reason, seen));
      ports.payer.wake();
      return { freeze: state };
    },
    getFreeze: async () => ({ freeze: await freeze.get() }),
    async getIntegrity({ runNow }) {
      return runNow ? ports.checkIntegrity() : ports.currentIntegrity();
    },
  };
}
