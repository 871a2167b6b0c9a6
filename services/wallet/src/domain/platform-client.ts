import type { Asset } from "@metercast/money";
import type { PlatformAccount } from "./account.ts";
import type { Direction } from "./templates.ts";

/** A platform client's right to one kind of request. */
export interface ClientRule {
  direction: Direction;
  asset: Asset;
  /** The platform account on the other side. */
  counterpart: PlatformAccount;
  /** Of one request, in minor units. */
  maxAmount: bigint;
}

/** client → reference type → rule. */
export type PlatformClients = Readonly<Record<string, Readonly<Record<string, ClientRule>>>>;

/** The prefix keeps clients' request ids apart from each other's and from the services'. */
export const clientSource = (client: string): string => `platform:${client}`;

/** The platform client of a source; empty for a service's. */
export const clientOf = (source: string): string =>
  source.startsWith(clientSource("")) ? source.slice(clientSource("").length) : "";

/** The rule that allows a request, or the reason against it. */
export function ruleFor(
  clients: PlatformClients,
  request: { client: string; referenceType: string; direction: Direction; asset: Asset; amount: bigint },
): ClientRule | "forbidden" | "limit_exceeded" {
  const rules = Object.hasOwn(clients, request.client) ? clients[request.client] : undefined;
  const rule =
    rules && Object.hasOwn(rules, request.referenceType) ? rules[request.referenceType] : undefined;
  if (rule?.direction !== request.direction || rule.asset !== request.asset) return "forbidden";
  return request.amount > rule.maxAmount ? "limit_exceeded" : rule;
}
