import type { Principal } from "../../domain/principal.ts";
import { ANY_WITHDRAWAL } from "../../domain/queue.ts";
import { readerOf, type Withdrawal } from "../../domain/withdrawal.ts";
import { peopleOfWithdrawal } from "../../usecases/people/names-in.ts";
import { NO_NAMES, namesOf } from "../../usecases/people/names-of.ts";
import { listQueue, peopleOf } from "../../usecases/queue/list-queue.ts";
import type { RouteDeps } from "./deps.ts";
import { queueFields } from "./presenters/queue.ts";
import { withdrawalDetails } from "./presenters/withdrawals.ts";

/** A withdrawal with all that its reader may see: for admins with what its row in the queue shows. */
export async function detailsFor(
  deps: Pick<RouteDeps, "queue" | "wallet" | "log" | "directory">,
  withdrawal: Withdrawal,
  { userId, roles }: Principal,
) {
  const reader = readerOf(roles);
  if (reader !== "admin") return withdrawalDetails(withdrawal, reader, NO_NAMES);
  const one = {
    filter: ANY_WITHDRAWAL,
    withdrawalIds: [withdrawal.id],
    sort: "requested",
    order: "desc",
  } as const;
  const { items } = await listQueue(deps, { ...one, limit: 1, cursor: undefined, actorId: userId });
  const [row] = items;
  const names = await namesOf(deps, [...peopleOfWithdrawal(withdrawal), ...(row ? peopleOf(row) : [])]);
  const details = withdrawalDetails(withdrawal, reader, names);
  return row ? { ...details, ...queueFields(row, names) } : details;
}
