import type { Withdrawal } from "./types.ts";

/** What this admin may do with a row now; the server judges again. */
export interface Possible {
  approve: boolean;
  reject: boolean;
  /** This admin gave the first approval. */
  isOwnApproval: boolean;
}

export function possible(row: Withdrawal, me: string | undefined): Possible {
  const isOwnApproval = approvalsOf(row).some(({ by }) => by === me);
  const isFree = !row.decision && row.creator_id !== me;
  const waits = row.status === "PENDING" || (row.status === "APPROVED" && row.approvals_needed > 0);
  return {
    approve: isFree && waits && !isOwnApproval && row.needs_me !== false,
    reject: isFree && row.status === "PENDING",
    isOwnApproval,
  };
}

export const isDecidable = (row: Withdrawal, me: string | undefined): boolean => {
  const { approve, reject } = possible(row, me);
  return approve || reject;
};

/** Given approvals; an older server names the first one only. */
export function approvalsOf({ approvals, first_approval: first }: Withdrawal) {
  return approvals ?? (first ? [{ by: first.admin_id, by_name: null, at: first.at }] : []);
}

/** Given and missing ones. */
export const approvalsInAll = (row: Withdrawal): number => approvalsOf(row).length + row.approvals_needed;

/**
 * The row to go on with: the next one that this admin can approve, or else the one before. `decided` ones
 * may not show it yet.
 */
export function nextAfter(
  rows: readonly Withdrawal[],
  id: string,
  me: string | undefined,
  decided: readonly string[] = [id],
): string | undefined {
  const at = rows.findIndex((row) => row.id === id);
  const isOpen = (row: Withdrawal) => !decided.includes(row.id) && possible(row, me).approve;
  return (rows.slice(at + 1).find(isOpen) ?? rows.slice(0, Math.max(0, at)).findLast(isOpen))?.id;
}

export const creatorOf = ({ creator_name, creator_id }: Withdrawal): string => creator_name ?? creator_id;
export const rowElement = (id: string | undefined): HTMLElement | null =>
  id === undefined ? null : document.getElementById(`queue-${id}`);
