import { LineOutcome } from "@metercast/contracts";
import type { DueMinute } from "../src/domain/minute.ts";

interface Balance {
  posted: bigint;
  held: bigint;
  version: bigint;
}

/**
 * A ledger small enough to be right at a glance: it gets every operation and returns the expected result.
 * It shares no code with the real one. Accounts are named by their numbers; each operation is the only one
 * at its time.
 */
export class Auditor {
  readonly balances = new Map<bigint, Balance>();
  /** "session/minute" → paid? */
  readonly decided = new Map<string, boolean>();
  readonly holds = new Map<
    string,
    { account: bigint; amount: bigint; status: "held" | "posted" | "voided" }
  >();

  balance(account: bigint): Balance {
    const found = this.balances.get(account) ?? { posted: 0n, held: 0n, version: 0n };
    this.balances.set(account, found);
    return found;
  }

  available(account: bigint): bigint {
    const { posted, held } = this.balance(account);
    return posted - held;
  }

  move(account: bigint, amount: bigint): boolean {
    if (this.available(account) + amount < 0n) return false;
    const balance = this.balance(account);
    balance.posted += amount;
    balance.version += 1n;
    return true;
  }

  hold(id: string, account: bigint, amount: bigint): boolean {
    if (this.available(account) < amount) return false;
    const balance = this.balance(account);
    balance.held += amount;
    balance.version += 1n;
    this.holds.set(id, { account, amount, status: "held" });
    return true;
  }

  endHold(id: string, how: "posted" | "voided"): boolean {
    const hold = this.holds.get(id);
    if (!hold) return false;
    if (hold.status !== "held") return hold.status === how;
    const balance = this.balance(hold.account);
    hold.status = how;
    balance.held -= hold.amount;
    balance.version += 1n;
    if (how === "posted") balance.posted -= hold.amount;
    return true;
  }

  /**
   * "session/minute" → outcome, of a batch. Viewers are independent of each other; a viewer's lines go by
   * session and minute.
   */
  post(lines: readonly DueMinute[]): Map<string, LineOutcome> {
    const outcomes = new Map<string, LineOutcome>();
    const earned = new Map<string, { creator: bigint; cents: bigint }>();
    const order = [...lines].sort((a, b) =>
      a.session === b.session ? a.minute - b.minute : a.session < b.session ? -1 : 1,
    );
    for (const line of order) {
      const key = `${line.session}/${line.minute}`;
      if (outcomes.has(key)) continue;
      const stored = this.decided.get(key);
      if (stored !== undefined) {
        outcomes.set(key, stored ? LineOutcome.paid : LineOutcome.refused);
        continue;
      }
      const before = line.minute === 1 ? true : this.decided.get(`${line.session}/${line.minute - 1}`);
      if (before === undefined) {
        outcomes.set(key, LineOutcome.gap);
        continue;
      }
      const paid = before && this.move(line.viewer, -line.tokens);
      this.decided.set(key, paid);
      outcomes.set(key, paid ? LineOutcome.paid : LineOutcome.refused);
      if (!paid) continue;
      const posting = earned.get(line.stream) ?? { creator: line.creator, cents: 0n };
      posting.cents += line.cents;
      earned.set(line.stream, posting);
    }
    for (const { creator, cents } of earned.values()) this.move(creator, cents);
    return outcomes;
  }
}
