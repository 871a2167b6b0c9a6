import type { CallableBy, WALLET_CALLERS } from "@metercast/contracts";
import type { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Caller } from "@metercast/runtime";

/** The wallet as far as the gateway may call it; every call has a deadline and fails with a MetercastError. */
export type Wallet = Caller<CallableBy<"gateway", typeof WalletServiceService, typeof WALLET_CALLERS>>;
