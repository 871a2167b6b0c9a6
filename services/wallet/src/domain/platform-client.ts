import type { Asset } from "@metercast/money";
import type { PlatformAccount } from "./account.ts";
import type { Direction } from "./templates.ts";

/** What a platform client may ask for by one of its business words. */
export interface ClientRule {
  direction: Direction;
  asset: Asset;
  /** The platform account on the other side. */
  counterpart: PlatformAccount;
  /** The most of one request, in minor units. */
  maxAmount: bigint;
}

/** client → business word (reference type) → rule. */
export type PlatformClients = Readonly<Record<string, Readonly<Record<string, ClientRule>>>>;

export type Refusal = "forbidden" | "limit_exceeded";

/** The rule under which a request stands, or why there is none. */
export function ruleFor(
  clients: PlatformClients,
  request: { client: string; referenceType: string; direction: Direction; asset: Asset; amount: bigint },
): ClientRule | Refusal {
  const rules = Object.hasOwn(clients, request.client) ? clients[request.client] : undefined;
  const rule =
    rules && Object.hasOwn(rules, request.referenceType) ? rules[request.referenceType] : undefined;
  if (rule?.direction !== request.direction || rule.asset !== request.asset) return "forbidden";
  return request.amount > rule.maxAmount ? "limit_exceeded" : rule;
}
