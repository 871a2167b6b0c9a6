import { MetercastApiError } from "@metercast/client";
import { approve, FOLLOW_AT_MOST_MS, FOLLOW_MS, followToItsEnd, type Payday } from "./payout.ts";
import { type Person, wordFor } from "./person.ts";
import { scheduledPayday } from "./scheduled.ts";
import { pause } from "./viewer.ts";

const AMOUNT = "100.00";
const LOOK_MINUTES = 1;
const BETWEEN_MINUTES = 20;
const ONBOARDING_MS = 60_000;

/**
 * Repeats until the demo stops: when the creator has earned $100, requests it; an admin approves; Stripe
 * pays. After the first one a schedule pays by PayPal, too.
 */
export async function paydays(payday: Payday): Promise<void> {
  const { creator, minuteMs, signal } = payday;
  try {
    await creator.api.get("/api/payout-methods");
  } catch (error) {
    // A system without withdrawals has no paydays.
    if (error instanceof MetercastApiError) return;
    throw error;
  }
  const began = new Date().toISOString();
  for (let number = 1; !signal.aborted; ) {
    await pause(LOOK_MINUTES * minuteMs, signal);
    if (signal.aborted) return;
    try {
      const found = await isPayday(creator, began);
      if (found === undefined) continue;
      await onePayday(payday, found.open, number++);
      await scheduledPayday(payday);
    } catch (error) {
      payday.board.say("payday", `could not go on: ${wordFor(error)}`);
    }
    await pause(BETWEEN_MINUTES * minuteMs, signal);
  }
}

/**
 * Enough was earned, or an earlier start left a withdrawal open. A withdrawal requested by hand is not
 * touched.
 */
async function isPayday({ api }: Person, began: string): Promise<{ open: string | null } | undefined> {
  const { data: earned } = await api.get("/api/earnings/summary");
  const open = earned.withdrawal.open_id;
  if (open === null) return Number(earned.available.amount) > Number(AMOUNT) ? { open } : undefined;
  const { data: withdrawal } = await api.get("/api/withdrawals/{id}", { params: { path: { id: open } } });
  return withdrawal.created_at < began ? { open } : undefined;
}

async function onePayday(payday: Payday, open: string | null, number: number): Promise<void> {
  const { creator, board, run } = payday;
  if (!(await canBePaid(payday))) return;
  await buyTokens(payday, number);
  let id = open;
  if (id === null) {
    const idempotencyKey = `demo-${run}-payday-${number}`;
    const asked = await creator.api.post("/api/withdrawals", { body: { amount: AMOUNT }, idempotencyKey });
    id = asked.data.id;
    board.say(creator.name, "asks for money: it is held, and waits for approval", `$${AMOUNT}`);
  }
  await approve(payday, id, `${number}`);
  await followToItsEnd(payday, id);
}

/** The creator's account at Stripe, set up once; the method `manual` without Stripe. */
async function canBePaid({ creator, board, signal }: Payday): Promise<boolean> {
  const readyMethod = async () => {
    const { data: methods } = await creator.api.get("/api/payout-methods");
    return methods.data.find(({ state }) => state === "ready");
  };
  if (await readyMethod()) return true;
  const { data: onboarding } = await creator.api.post("/api/payout-methods/{rail}/onboarding", {
    params: { path: { rail: "stripe" } },
    body: {},
  });
  board.say(creator.name, "gives Stripe what it asks for");
  // Opening the page is enough for the stand-in; at Stripe a person must enter data.
  await fetch(onboarding.url, { redirect: "manual", signal: AbortSignal.timeout(FOLLOW_AT_MOST_MS) });
  for (const until = Date.now() + ONBOARDING_MS; Date.now() < until && !signal.aborted; ) {
    const ready = await readyMethod();
    if (ready) {
      board.say(creator.name, `can be paid: ${ready.label}`);
      return true;
    }
    await pause(FOLLOW_MS, signal);
  }
  if (!signal.aborted) board.say(creator.name, "waits for Stripe: open this page", onboarding.url);
  return false;
}

/** The smallest package, paid at the stand-in; at Stripe a person would have to pay. */
async function buyTokens({ buyer, board, run }: Payday, number: number): Promise<void> {
  const { data: packages } = await buyer.api.get("/api/token-packages");
  const [smallest] = packages.data;
  if (!smallest) return;
  const { data: topUp } = await buyer.api.post("/api/wallet/top-ups", {
    body: { package_id: smallest.id },
    idempotencyKey: `demo-${run}-tokens-${number}`,
  });
  if (!["127.0.0.1", "localhost"].includes(new URL(topUp.url).hostname)) return;
  const paid = await fetch(topUp.url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "paid" }),
    redirect: "manual",
    signal: AbortSignal.timeout(ONBOARDING_MS),
  });
  if (paid.status < 400)
    board.say(buyer.name, `buys ${smallest.tokens} tokens by card`, `$${smallest.price.amount}`);
}
