import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { callGrpc } from "@metercast/runtime";
import { adjust, sign as signToken, type World } from "@metercast/testkit";

const AT_ONCE = 32;

/** Works through items, some at a time. */
export async function each<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) await work(items[i] as T, i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** A token for two hours. */
export const sign = ({ jwtSecret }: World, userId: string, ...roles: string[]): Promise<string> =>
  signToken(jwtSecret, userId, roles, { exp: "2h" });

export type WalletClient = ReturnType<typeof walletOf>;

/** The wallet, called directly. */
export function walletOf(world: World) {
  return callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 60_000 });
}

/** Gives tokens to viewers, by ledger transfers. */
export const fund = (wallet: WalletClient, viewers: readonly string[], tokens: bigint): Promise<void> =>
  each(viewers, (userId) => adjust(wallet, userId, "TOKEN", tokens));

/** Calls the HTTP API as a person; returns the body, throws if it fails. */
export async function ask<T>(
  world: World,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(world.gatewayUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export async function booksOf(wallet: WalletClient) {
  const { ok, checks } = await wallet.getIntegrity({ runNow: true });
  const failing = checks.filter((check) => !check.ok).map(({ name }) => name);
  return { ok, detail: ok ? `integrity: all ${checks.length} checks` : `integrity: ${failing.join(", ")}` };
}
