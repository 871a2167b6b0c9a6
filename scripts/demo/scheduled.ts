import { formatAmount, parseAmount } from "@metercast/money";
import { approve, followToItsEnd, type Payday } from "./payout.ts";
import { pause } from "./viewer.ts";

const MINIMUM = "60.00";
/** The job looks at such a schedule once a minute. */
const RUN_AT_MOST_MS = 5 * 60_000;
const LOOK_MS = 1_000;
/** Friday. */
const PAYDAY = 5;

/**
 * Once: the creator adds PayPal as a second way to be paid, with a schedule that pays as soon as enough is
 * there. After that run the schedule is weekly.
 */
export async function scheduledPayday(payday: Payday): Promise<void> {
  const { creator, board } = payday;
  const method = await paypalMethod(payday);
  if (method === undefined) return;
  const body = { zone: "UTC", minimum: MINIMUM, payout_method_id: method };
  const retain = await allBut(payday);
  // A weekly schedule of an earlier start would count until the end of its week.
  await creator.api.put("/api/payout-schedule", { body: { cadence: "manual" } });
  await creator.api.put("/api/payout-schedule", { body: { ...body, cadence: "threshold", retain } });
  board.say(creator.name, `wants PayPal to pay as soon as $${MINIMUM} is there`);
  const withdrawal = await scheduledWithdrawal(payday);
  if (payday.signal.aborted) return;
  await creator.api.put("/api/payout-schedule", {
    body: { ...body, cadence: "weekly", anchor_day: PAYDAY, retain: "0.00" },
  });
  board.say(creator.name, "is paid by PayPal every Friday from now on");
  if (withdrawal === undefined) return;
  board.say(
    creator.name,
    "has a schedule that now requests a withdrawal; it waits for approval",
    `$${withdrawal.amount.amount}`,
  );
  await approve(payday, withdrawal.id, `${withdrawal.id}-scheduled`);
  await followToItsEnd(payday, withdrawal.id);
}

/** The id of the method; undefined without PayPal, and if a schedule has paid in an earlier start. */
async function paypalMethod({ creator, board }: Payday): Promise<string | undefined> {
  const { data: rails } = await creator.api.get("/api/payout-rails");
  if (!rails.data.some(({ rail, available }) => rail === "paypal" && available)) return undefined;
  const { data: runs } = await creator.api.get("/api/payout-runs");
  if (runs.data.some(({ outcome }) => outcome === "created")) return undefined;
  const { data: methods } = await creator.api.get("/api/payout-methods");
  const known = methods.data.find(({ kind }) => kind === "paypal");
  if (known) return known.id;
  const { data: added } = await creator.api.post("/api/payout-methods", {
    body: { kind: "paypal", fields: { receiver: "demo-creator@example.com" }, is_default: false },
  });
  board.say(creator.name, `adds a way to be paid: ${added.label}`);
  return added.id;
}

/** What stays in the balance, so that the payout is about the minimum. */
async function allBut({ creator }: Payday): Promise<string> {
  const { data: earned } = await creator.api.get("/api/earnings/summary");
  const rest = parseAmount(earned.withdrawal.maximum.amount, "USD") - parseAmount(MINIMUM, "USD");
  return formatAmount(rest > 0n ? rest : 0n, "USD");
}

/** The request that the schedule made since the demo began; undefined if it makes none. */
async function scheduledWithdrawal({ creator, signal }: Payday) {
  for (const until = Date.now() + RUN_AT_MOST_MS; Date.now() < until && !signal.aborted; ) {
    const { data: runs } = await creator.api.get("/api/payout-runs", { params: { query: { limit: 1 } } });
    const id = runs.data[0]?.withdrawal_id ?? undefined;
    if (id !== undefined)
      return (await creator.api.get("/api/withdrawals/{id}", { params: { path: { id } } })).data;
    await pause(LOOK_MS, signal);
  }
  return undefined;
}
