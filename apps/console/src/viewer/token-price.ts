import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { type Amount, amountText, cents, usd } from "../format/money.ts";
import { packagesQuery } from "./queries.ts";

type TokenPackage = Schemas["TokenPackage"];

/** The package whose price per token is shown: the smallest, which nobody pays more than. */
export const basisOf = (packages: readonly TokenPackage[]): TokenPackage | undefined =>
  packages.reduce<TokenPackage | undefined>(
    (least, one) => (least === undefined || one.tokens < least.tokens ? one : least),
    undefined,
  );

/** What tokens cost at the price of a package, to the next cent. */
export function worthOf(tokens: number | bigint, basis: TokenPackage): Amount {
  const count = BigInt(basis.tokens);
  return cents((BigInt(tokens) * usd(basis.price).minor + count / 2n) / count);
}

export interface TokenPrice {
  basis: TokenPackage;
  /** "$0.50" */
  money(tokens: number | bigint): string;
}

/** The price of tokens in money; undefined until the packages are known. */
export function useTokenPrice(): TokenPrice | undefined {
  const { data } = useQuery(packagesQuery);
  const basis = basisOf(data?.data ?? []);
  return basis && { basis, money: (tokens) => amountText(worthOf(tokens, basis)) };
}
