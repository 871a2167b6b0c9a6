import { publicId } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { verdictOf } from "@metercast/stripe";
import type { AccountView, CountRefusal, RailMethod, RailOnboarding } from "../interface.ts";
import type { Recipient, StablecoinApi } from "./api.ts";

const ACCOUNTS = "/v2/core/accounts";

/**
 * Recipients are accounts of API v2 that may have crypto wallets. Stripe knows the address and screens it;
 * the platform sees a mark of the wallet only, which changes with it.
 */
export function stablecoinRecipients(api: StablecoinApi, count: CountRefusal): RailOnboarding {
  const asked = counted(count);
  return {
    createAccount: (method) =>
      asked(async () => {
        const account = await api.post<Recipient>(ACCOUNTS, newAccount(method), `${method.id}-recipient`);
        return account.id;
      }),
    link: (account, returnUrl) =>
      asked(async () => {
        const options = {
          configurations: ["recipient"],
          refresh_url: returnUrl,
          return_url: returnUrl,
        };
        const use_case = { type: "account_onboarding", account_onboarding: options };
        const { url } = await api.post<{ url: string }>("/v2/core/account_links", { account, use_case });
        return url;
      }),
    accountOf: (id) =>
      asked(async () =>
        viewOf(
          await api.get<Recipient>(
            `${ACCOUNTS}/${encodeURIComponent(id)}?include[0]=configuration.recipient`,
          ),
        ),
      ),
  };
}

const newAccount = ({ id, creatorId, email }: RailMethod) => ({
  ...(email && { contact_email: email }),
  configuration: { recipient: { capabilities: { crypto_wallets: { requested: true } } } },
  metadata: { payout_method_id: publicId("payoutMethod", id), creator_id: creatorId },
});

function viewOf({ configuration }: Recipient): AccountView {
  const recipient = configuration?.recipient;
  const status = recipient?.capabilities?.crypto_wallets?.status;
  const target = recipient?.default_outbound_destination?.id;
  if (status === "active" && target !== undefined) return { state: "ready", target };
  return status === "restricted" || status === "unsupported"
    ? { state: "restricted" }
    : { state: "onboarding" };
}

/** @throws payouts_not_available for a refusal for good, unavailable for no answer */
const counted =
  (count: CountRefusal) =>
  async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      const verdict = verdictOf(cause);
      if (verdict.kind !== "permanent")
        throw new MetercastError("unavailable", "Stripe does not answer as it should; try again.", { cause });
      count("onboarding", verdict.why);
      throw new MetercastError("payouts_not_available", "Stripe sets up no wallets here now.", { cause });
    }
  };
