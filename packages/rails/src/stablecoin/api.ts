import type Stripe from "stripe";

/** The version that has stablecoins; later previews may differ. */
const PREVIEW_VERSION = "2026-10-28.preview";

/** What the rail reads of Stripe's API v2. */
export interface OutboundPayment {
  id: string;
  /** processing, posted, failed, returned, canceled. */
  status: string;
  status_details?: Partial<Record<string, { reason?: string }>>;
  amount: { value: number; currency: string };
  expected_arrival_date?: string;
  metadata?: Record<string, string>;
  to: { credited: { currency: string }; payout_method?: string; recipient: string };
}

export interface Recipient {
  id: string;
  configuration?: {
    recipient?: {
      capabilities?: { crypto_wallets?: { status?: string } };
      default_outbound_destination?: { id?: string };
    };
  };
}

export interface WalletMethod {
  crypto_wallet?: { network?: string };
}

/** A page of a list. */
export interface Page<T> {
  data: T[];
  next_page_url?: string | null;
}

/** Calls of API v2 with the preview's version. @throws Stripe's errors */
export interface StablecoinApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object, idempotencyKey?: string): Promise<T>;
}

export function stablecoinApi(stripe: Stripe): StablecoinApi {
  const call = (method: "GET" | "POST", path: string, body: object, idempotencyKey?: string) =>
    stripe.rawRequest(method, path, body as never, {
      apiVersion: PREVIEW_VERSION,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
  return {
    get: (path) => call("GET", path, {}),
    post: (path, body, idempotencyKey) => call("POST", path, body, idempotencyKey),
  };
}
