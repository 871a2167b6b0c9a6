import { expect, it } from "vitest";
import type { Account } from "./account.ts";
import { balanceCrossings, transfersPosted } from "./events.ts";
import { topUp } from "./templates.ts";

const viewer: Account = { account: 1n, userId: "v", asset: "TOKEN", posted: 12n, held: 0n, version: 3n };
const creator: Account = { ...viewer, account: 2n, userId: "c", asset: "USD" };

it("each transfer is announced with the accounts that it touched, and with no others", () => {
  const request = { source: "top-up", requestId: "cs_1", referenceType: "TOP_UP", referenceId: "cs_1" };
  const transfers = topUp("v", 100n, 999n, 0n).map((transfer, index) => ({
    ...transfer,
    id: `t${index}`,
    createdAt: new Date(0),
  }));
  expect(transfersPosted(request, transfers, [viewer, creator]).map(({ accounts }) => accounts)).toEqual([
    [viewer],
    [],
  ]);
});

it("only viewers' accounts cross thresholds, by what is available", () => {
  const after = [
    { ...viewer, held: 3n },
    { ...creator, posted: 0n },
  ];
  expect(balanceCrossings([viewer, creator], after, 10n)).toEqual([
    { type: "balance_crossed", crossing: "low", account: after[0] },
  ]);
});
