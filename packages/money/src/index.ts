/** Money as whole minor units (bigint) of an asset. Nothing here rounds: an inexact amount is refused. */
export type Asset = "TOKEN" | "USD";

/** Decimal places of an asset's minor unit. */
export const SCALE: Readonly<Record<Asset, number>> = { TOKEN: 0, USD: 2 };

/**
 * The largest amount of one transfer, in minor units: 10 trillion dollars. Sums of many amounts stay inside
 * Postgres' bigint.
 */
export const MAX_AMOUNT = 1_000_000_000_000_000n;

/**
 * The largest balance of a user, in minor units: 2^53 − 1, so that a JSON number is exact and no sum of
 * balances overflows a bigint.
 */
export const MAX_BALANCE = 9_007_199_254_740_991n;

/** An amount that is inexact or out of range. `message` is for the person who typed it. */
export class InvalidAmount extends Error {
  override readonly name = "InvalidAmount";
}

const DECIMAL = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d+))?$/;

/**
 * The one rule for amounts at every interface: a decimal string ("13.20") or a JSON number, with at most
 * the asset's decimal places. Returns minor units. A string has plain digits, at most a minus and a point:
 * no leading zeros, plus, blanks, commas, exponent or minus zero. Ambiguous spellings, numbers that a
 * double can't hold exactly, and amounts beyond MAX_AMOUNT are refused. spellings.ts has examples. @throws
 * InvalidAmount
 */
export function parseAmount(input: unknown, asset: Asset): bigint {
  const text = typeof input === "number" ? numberText(input, asset) : input;
  if (typeof text !== "string") throw new InvalidAmount("amount must be a decimal string or a number");
  const match = DECIMAL.exec(text);
  if (!match) throw new InvalidAmount("amount must be a plain decimal such as 13.20");
  const [, sign, whole = "", fraction = ""] = match;
  const scale = SCALE[asset];
  if (fraction.length > scale) {
    throw new InvalidAmount(scale === 0 ? "tokens must be whole" : `${asset} has at most ${scale} decimals`);
  }
  const minor = BigInt(whole + fraction.padEnd(scale, "0"));
  if (sign && minor === 0n) throw new InvalidAmount("amount must be a plain decimal such as 13.20");
  if (minor > MAX_AMOUNT) throw new InvalidAmount("amount is too large");
  return sign ? -minor : minor;
}

/**
 * A JSON number is already rounded to a double; above 2^53 minor units it may differ from the intended
 * amount.
 */
function numberText(value: number, asset: Asset): string {
  if (!Number.isFinite(value) || Math.abs(value) * 10 ** SCALE[asset] > Number.MAX_SAFE_INTEGER) {
    throw new InvalidAmount("amount is too large for a JSON number");
  }
  return String(value);
}

/** Minor units as a decimal string: 1320n USD is "13.20", -5n TOKEN is "-5". */
export function formatAmount(minor: bigint, asset: Asset): string {
  const scale = SCALE[asset];
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, "0");
  const sign = minor < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * The share `part / whole` of an amount, rounded down: the remainder stays with the payer. `part` is
 * between 0 and `whole`; `whole` is positive.
 */
export function shareOf(amount: bigint, part: bigint, whole: bigint): bigint {
  if (whole <= 0n || part < 0n || part > whole)
    throw new InvalidAmount("a share is between nothing and the whole");
  return (amount * part) / whole;
}
