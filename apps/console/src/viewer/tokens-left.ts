import type { Schemas } from "../api/client.ts";
import { type Amount, amountOf } from "../format/money.ts";

/** What there is to spend. */
export const tokensLeft = ({ accounts }: Schemas["Wallet"]): Amount =>
  amountOf(accounts.find(({ asset }) => asset === "TOKEN")?.available ?? 0);
