import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, type PostAdjustmentRequest } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Person } from "./people.ts";
import { insist } from "./poll.ts";

let keys = 0;

/** Gives tokens to a viewer, as an admin does. */
export const give = (admin: Person, viewer: Person, tokens: number): Promise<void> =>
  credit(admin, { user_id: viewer.id, asset: "TOKEN", amount: tokens });

/**
 * Credits (or debits) a user, as an admin does; above the limit a second admin confirms. A bookkeeper asks,
 * so that `admin` may approve what is withdrawn of it.
 */
export async function credit(
  admin: Person,
  what: { user_id: string; asset: "TOKEN" | "USD"; amount: number | string; direction?: "credit" | "debit" },
): Promise<void> {
  const body = { direction: "credit", ...what, reason: "for the test" };
  const bookkeeper = await admin.beside("the-bookkeeper", "admin");
  const key = `give-${process.pid}-${keys++}`;
  const answer = await insist(() => bookkeeper.post("/api/admin/adjustments", { body, key }));
  const done = answer.status === 202 ? await admin.post(`/api/admin/acts/${answer.body.id}/confirm`) : answer;
  if (done.status >= 300 || done.body.status === "failed")
    throw new Error(`could not give: ${done.status} ${JSON.stringify(done.body)}`);
}

/** The viewer's available tokens. */
export async function tokensOf(viewer: Person): Promise<number> {
  const { body } = await viewer.get("/api/wallet");
  return body.accounts?.find((account: { asset: string }) => account.asset === "TOKEN")?.available ?? 0;
}

/** The creator's earnings in cents. */
export async function centsOf(creator: Person): Promise<number> {
  const { body } = await creator.get("/api/wallet");
  const usd = body.accounts?.find((account: { asset: string }) => account.asset === "USD");
  return usd ? Math.round(Number(usd.posted.amount) * 100) : 0;
}

interface Wallet {
  postAdjustment(request: PostAdjustmentRequest): Promise<unknown>;
}

/**
 * Credits a user by the wallet's own call, without a gateway; a negative amount is a debit. Amounts are
 * tokens or cents.
 */
export async function adjust(
  wallet: Wallet,
  userId: string,
  asset: "TOKEN" | "USD",
  amount: number | bigint,
): Promise<void> {
  const debit = amount < 0;
  const request = {
    source: "adjustment",
    requestId: `adjust-${process.pid}-${keys++}`,
    userId,
    asset: asset === "TOKEN" ? Asset.ASSET_TOKEN : Asset.ASSET_USD,
    direction: debit ? Direction.DIRECTION_DEBIT : Direction.DIRECTION_CREDIT,
    amount: debit ? -BigInt(amount) : BigInt(amount),
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "for the test",
    actorId: "the-bookkeeper",
  };
  await insist(() => wallet.postAdjustment(request));
}
