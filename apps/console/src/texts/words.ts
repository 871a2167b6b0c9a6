import { countText } from "../format/money.ts";

/** Words that go with a count. */
export const many = (count: number | bigint, one: string, more: string): string =>
  BigInt(count) === 1n ? one : more;
export const minutes = (count: number | bigint): string => `${countText(count)} min`;
export const tokens = (count: number | bigint): string => many(count, "token", "tokens");
