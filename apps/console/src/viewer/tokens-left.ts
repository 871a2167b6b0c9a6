import type { Schemas } from "../api/client.ts";
import { type Amount, amountOf } from "../format/money.ts";

export const tokensLeft = ({ accounts }: Schemas["Wallet"]): Amount =>
  amountOf(accounts.find(({ asset }) => asset === "TOKEN")?.available ?? 0);
