import { publicId } from "@metercast/contracts";
import type { BillingServiceService } from "@metercast/contracts/billing/v1/billing.ts";
import { type Handlers, z } from "@metercast/runtime";
import type { TokenPackage } from "../../domain/top-up.ts";
import type { StartTopUp } from "../../usecases/top-ups/start-top-up.ts";
import { requiredIdempotencyKey, userId, valid } from "./requests.ts";

/** What the door needs of top-ups. */
export interface TopUpUseCases {
  listTokenPackages(): readonly TokenPackage[];
  startTopUp(request: StartTopUp): Promise<{ topUpId: string; url: string }>;
  /** True where the event is new. */
  receiveWebhook(payload: Uint8Array, signature: string): Promise<boolean>;
}

/** Stripe's events have some kilobytes; anything near this is none. */
const MAX_PAYLOAD_BYTES = 1_048_576;

const startRequest = z.object({
  viewerId: userId,
  packageId: z.string().min(1).max(64),
  // Required: a repeated request must find its Checkout session, not open a second one.
  idempotencyKey: requiredIdempotencyKey,
  // URL parsers forgive control characters, Postgres does not.
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .regex(/^\P{Cc}*$/u, "must have no control characters"),
});
const webhookRequest = z.object({
  payload: z
    .instanceof(Uint8Array)
    .refine((bytes) => bytes.length > 0 && bytes.length <= MAX_PAYLOAD_BYTES, "has no fitting size"),
  signature: z.string().max(4_096),
});

type All = Handlers<typeof BillingServiceService>;

/** gRPC → use cases of top-ups. */
export function topUpHandlers(
  house: TopUpUseCases,
): Pick<All, "listTokenPackages" | "startTopUp" | "receiveWebhook"> {
  return {
    listTokenPackages: async () => ({ packages: [...house.listTokenPackages()] }),
    async startTopUp(request) {
      const { topUpId, url } = await house.startTopUp(valid(startRequest, request));
      return { topUpId: publicId("topUp", topUpId), url };
    },
    async receiveWebhook(request) {
      const { payload, signature } = valid(webhookRequest, request);
      return { stored: await house.receiveWebhook(payload, signature) };
    },
  };
}
