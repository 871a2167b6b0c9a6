import type { Account } from "../domain/account.ts";
import { balanceCrossings, type LedgerEvent, transfersPosted } from "../domain/events.ts";
import { accountKey, judgeSet, type Verdict } from "../domain/judge-set.ts";
import { type PostedTransfer, usersOf } from "../domain/transfer.ts";
import { type AskedTransfer, contentOf, type TransferAnswer } from "../domain/transfer-request.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { DecidedTransfer, LedgerTransaction, Trace } from "../ports/ledger-transaction.ts";
import type { Relay } from "../ports/relay.ts";

/** What moves money in a transaction of its own kind needs. */
export interface LedgerPorts {
  ledger: Ledger;
  relay: Relay;
  /** Available tokens under this are low. */
  lowBelow: bigint;
}

/** A request of a set. */
export interface InSet {
  request: AskedTransfer;
  /** Of the caller; its events go with it. Without one they go with the active trace. */
  trace?: Trace;
}

/** Answers one request within a larger transaction. */
export async function answerTransfer(
  tx: LedgerTransaction,
  request: AskedTransfer,
  lowBelow: bigint,
): Promise<TransferAnswer> {
  const [answer] = await answerTransfers(tx, [{ request }], lowBelow);
  if (!answer) throw new Error("a request has an answer");
  return answer;
}

/** Answers a set of requests in order. Waits for accounts that another transaction has locked. */
export async function answerTransfers(
  tx: LedgerTransaction,
  set: readonly InSet[],
  lowBelow: bigint,
): Promise<TransferAnswer[]> {
  const { users, credited } = accountsOf(set);
  await tx.openAccounts(credited);
  return answerLocked(tx, set, await tx.lockAccounts(users), lowBelow);
}

/** The same without waiting: undefined for requests whose account another transaction has locked. */
export async function answerFreeTransfers(
  tx: LedgerTransaction,
  set: readonly InSet[],
  lowBelow: bigint,
): Promise<(TransferAnswer | undefined)[]> {
  const { users, credited } = accountsOf(set);
  await tx.openAccounts(credited);
  const free = await tx.lockFreeAccounts(users);
  const locked = new Set(free.map(accountKey));
  const missing = users.filter((user) => !locked.has(accountKey(user)));
  const busy = new Set((missing.length > 0 ? await tx.findAccounts(missing) : []).map(accountKey));
  const isFree = ({ request }: InSet) =>
    !usersOf(request.transfers, "debit", "credit").some((user) => busy.has(accountKey(user)));
  const answers = (await answerLocked(tx, set.filter(isFree), free, lowBelow)).values();
  return set.map((one) => (isFree(one) ? answers.next().value : undefined));
}

function accountsOf(set: readonly InSet[]) {
  const transfers = set.flatMap(({ request }) => request.transfers);
  return { users: usersOf(transfers, "debit", "credit"), credited: usersOf(transfers, "credit") };
}

/** A request of a set on its way to its answer. */
interface Step extends InSet {
  content: string;
  verdict: Verdict;
  /** The transfers that it made. */
  posted: PostedTransfer[];
}

/**
 * Answers each request: from its key where it was answered before, otherwise by its transfers. Two
 * concurrent transactions with one key meet at the key's row; the later one runs again.
 */
async function answerLocked(
  tx: LedgerTransaction,
  set: readonly InSet[],
  accounts: readonly Account[],
  lowBelow: bigint,
): Promise<TransferAnswer[]> {
  if (set.length === 0) return [];
  const isFresh = await freshOf(tx, set);
  const contents = set.map(({ request }) => contentOf(request));
  // Read behind the locks, or the later of two concurrent transactions misses the earlier one's answer.
  const earlier = await tx.findTransferRequests(
    set.map(({ request }, place) => ({ key: request, content: contents[place] ?? "" })),
  );
  const verdicts = judgeSet(
    set.map(({ request }, place) => ({
      request,
      content: contents[place] ?? "",
      earlier: earlier[place],
    })),
    accounts,
  );
  const steps = verdicts.map(
    (verdict, place): Step => ({
      ...(set[place] as InSet),
      content: contents[place] ?? "",
      verdict,
      posted: [],
    }),
  );
  await keep(tx, steps);
  const answers = steps.map((step) => answerOf(step, steps));
  const events = steps.map((step, place) => eventsOf(step, answers[place], isFresh(step), lowBelow));
  await tx.appendEvents(events.flat(), tracesOf(steps, events));
  return answers;
}

/** Notes the messages of a set. Of a message that is there twice, only the first may be fresh. */
async function freshOf(tx: LedgerTransaction, set: readonly InSet[]): Promise<(step: InSet) => boolean> {
  const first = new Map<string, AskedTransfer>();
  for (const { request } of set) {
    const key = JSON.stringify([request.message?.consumer, request.message?.id]);
    if (request.message && !first.has(key)) first.set(key, request);
  }
  const asked = [...first.values()];
  const messages = asked.flatMap(({ message }) => message ?? []);
  const isFirst = messages.length > 0 ? await tx.firstTimes(messages) : [];
  const fresh = new Set(asked.filter((_, i) => isFirst[i]));
  return ({ request }) => fresh.has(request);
}

/** Keeps what was decided now. A call's rejection is not kept: its key can be used again. */
async function keep(tx: LedgerTransaction, steps: readonly Step[]): Promise<void> {
  const decided: DecidedTransfer[] = [];
  const posting: Step[] = [];
  const accounts = new Map<bigint, Account>();
  for (const step of steps) {
    const { request, content, verdict } = step;
    if (verdict.kind === "posts") {
      for (const account of verdict.accounts) accounts.set(account.account, account);
      decided.push({ request, content, transfers: verdict.transfers });
      posting.push(step);
    } else if (verdict.kind === "rejected" && verdict.isNew && request.message)
      decided.push({ request, content, transfers: [], rejection: verdict.code });
  }
  if (decided.length === 0) return;
  const posted = await tx.postTransfers(decided, [...accounts.values()]);
  const made = posted.filter((_, i) => decided[i]?.rejection === undefined);
  for (const [i, step] of posting.entries()) step.posted = made[i] ?? [];
}

function answerOf({ verdict, posted }: Step, steps: readonly Step[]): TransferAnswer {
  if (verdict.kind === "rejected") return { outcome: "rejected", code: verdict.code };
  const { accounts } = verdict;
  if (verdict.kind === "posted")
    return { outcome: "posted", transfer: verdict.transfer, accounts, replayed: true };
  const replayed = verdict.kind === "repeats";
  const [transfer] = (replayed ? steps[verdict.place]?.posted : posted) ?? [];
  if (!transfer) throw new Error("a request has a transfer");
  return { outcome: "posted", transfer, accounts, replayed };
}

/**
 * Only a message needs an answering event: a call has its own response. The same request in another message
 * is announced again; the same message again is not.
 */
function eventsOf(
  { request, verdict, posted }: Step,
  answer: TransferAnswer | undefined,
  isFresh: boolean,
  lowBelow: bigint,
): LedgerEvent[] {
  switch (verdict.kind) {
    case "posts":
      return [
        ...transfersPosted(request, posted, verdict.accounts),
        ...balanceCrossings(verdict.before, verdict.accounts, lowBelow),
      ];
    case "rejected":
      return request.message && (verdict.isNew || isFresh)
        ? [{ type: "transfer_rejected", request, code: verdict.code, detail: "" }]
        : [];
    default:
      return isFresh && answer?.outcome === "posted"
        ? transfersPosted(request, [answer.transfer], verdict.accounts)
        : [];
  }
}

/** The trace of each event, where the requests have traces. */
function tracesOf(steps: readonly Step[], events: readonly (readonly LedgerEvent[])[]): Trace[] | undefined {
  if (steps.some(({ trace }) => trace === undefined)) return undefined;
  return steps.flatMap(({ trace = {} }, place) => (events[place] ?? []).map(() => trace));
}
