import { available, record, shift } from "./balance.ts";
import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { TransferObject, TransferReversalObject } from "./objects.ts";
import { amount, currency, integer, mergedMetadata, metadata, requiredText, text } from "./params.ts";
import { scheduleSweep } from "./payouts.ts";
import { newId, nowSeconds, type World } from "./state.ts";
import { reversalsOf, transferView } from "./views.ts";

function requireTransfer({ world, path }: Call): TransferObject {
  const transfer = world.transfers[path.id ?? ""];
  if (transfer === undefined) throw missing("transfer", path.id ?? "");
  return transfer;
}

function createTransfer(call: Call): object {
  const { world, form } = call;
  const cents = amount(form);
  currency(form);
  const destination = requiredText(form, "destination");
  // Everything is read before anything moves: a wrong parameter must not leave half a transfer.
  const details = {
    metadata: metadata(form),
    description: text(form, "description") ?? null,
    transfer_group: text(form, "transfer_group") ?? null,
  };
  const account = world.accounts[destination];
  if (account === undefined || world.closedAccounts[destination] === true)
    throw missing("destination", destination, "destination", 400);
  if (account.capabilities.transfers !== "active") {
    throw refused(
      "Your destination account needs to have at least one of the following capabilities enabled: transfers",
      "insufficient_capabilities_for_transfer",
    );
  }
  if (available(world, "platform") < cents) {
    throw refused("You have insufficient available funds in your Stripe account.", "balance_insufficient");
  }
  const id = newId("tr");
  const payment = newId("py");
  shift(world, "platform", destination, cents);
  const transfer: TransferObject = {
    id,
    object: "transfer",
    amount: cents,
    amount_reversed: 0,
    balance_transaction: record(world, "platform", { type: "transfer", amount: -cents, source: id }),
    created: nowSeconds(world),
    currency: "usd",
    destination,
    destination_payment: payment,
    livemode: false,
    reversed: false,
    source_transaction: null,
    source_type: "card",
    ...details,
  };
  record(world, destination, { type: "payment", amount: cents, source: payment });
  world.transfers[id] = transfer;
  scheduleSweep(world, destination);
  emit(call, "transfer.created", transferView(world, transfer));
  return transferView(world, transfer);
}

function updateTransfer(call: Call): object {
  const transfer = requireTransfer(call);
  const merged = mergedMetadata(call.form, transfer.metadata);
  transfer.description = text(call.form, "description") ?? transfer.description;
  transfer.metadata = merged;
  emit(call, "transfer.updated", transferView(call.world, transfer));
  return transferView(call.world, transfer);
}

function listTransfers({ world, form }: Call): object {
  const group = text(form, "transfer_group");
  const destination = text(form, "destination");
  const matching = Object.values(world.transfers).filter(
    (item) =>
      (group === undefined || item.transfer_group === group) &&
      (destination === undefined || item.destination === destination),
  );
  const list = page(matching, form, "/v1/transfers") as { data: TransferObject[] };
  return { ...list, data: list.data.map((item) => transferView(world, item)) };
}

/** The failure that a test has asked for, if any. */
function plannedFailure(world: World, account: string): string | undefined {
  const index = world.reversalFailures.findIndex(
    (rule) => rule.account === undefined || rule.account === account,
  );
  const rule = world.reversalFailures[index];
  if (rule === undefined) return undefined;
  rule.times--;
  if (rule.times === 0) world.reversalFailures.splice(index, 1);
  return rule.code;
}

function createReversal(call: Call): object {
  const { world, form } = call;
  const transfer = requireTransfer(call);
  const left = transfer.amount - transfer.amount_reversed;
  const cents = integer(form, "amount") ?? left;
  const kept = metadata(form);
  if (left === 0)
    throw refused(`Transfer ${transfer.id} is already fully reversed.`, "transfer_already_reversed");
  if (cents < 1 || cents > left) {
    throw invalid(
      `Reversal amount is greater than unreversed amount (${left}).`,
      "amount_too_large",
      "amount",
    );
  }
  const planned = plannedFailure(world, transfer.destination);
  if (planned !== undefined) throw refused("The reversal was refused (made by a plan).", planned);
  if (available(world, transfer.destination) < cents) {
    throw refused(
      "The connected account has insufficient available funds for this transfer reversal.",
      "balance_insufficient",
    );
  }
  return reverse(call, transfer, cents, kept);
}

function reverse(call: Call, transfer: TransferObject, cents: number, kept: Record<string, string>): object {
  const { world } = call;
  const id = newId("trr");
  const refund = newId("pyr");
  shift(world, transfer.destination, "platform", cents);
  const reversal: TransferReversalObject = {
    id,
    object: "transfer_reversal",
    amount: cents,
    balance_transaction: record(world, "platform", { type: "transfer_refund", amount: cents, source: id }),
    created: nowSeconds(world),
    currency: "usd",
    destination_payment_refund: refund,
    metadata: kept,
    source_refund: null,
    transfer: transfer.id,
  };
  record(world, transfer.destination, { type: "payment_refund", amount: -cents, source: refund });
  world.reversals[id] = reversal;
  transfer.amount_reversed += cents;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  emit(call, "transfer.reversed", transferView(world, transfer));
  return reversal;
}

/**
 * What an operator does in Stripe's dashboard: takes a part of a transfer back, or all that is left of it.
 */
export function reverseTransfer(actor: Actor, id: string, amount: number | undefined): object {
  return createReversal({
    ...actor,
    owner: "platform",
    path: { id },
    form: amount === undefined ? {} : { amount: String(amount) },
  });
}

function retrieveReversal(call: Call): object {
  const reversal = call.world.reversals[call.path.reversal ?? ""];
  if (reversal === undefined || reversal.transfer !== call.path.id) {
    throw missing("transfer reversal", call.path.reversal ?? "");
  }
  return reversal;
}

export const transferRoutes: Route[] = [
  {
    method: "POST",
    path: "/v1/transfers",
    known: ["amount", "currency", "destination", "description", "metadata", "transfer_group", "source_type"],
    run: createTransfer,
  },
  {
    method: "GET",
    path: "/v1/transfers",
    known: [...LIST_PARAMS, "created", "destination", "transfer_group"],
    run: listTransfers,
  },
  {
    method: "GET",
    path: "/v1/transfers/:id",
    known: [],
    run: (call) => transferView(call.world, requireTransfer(call)),
  },
  { method: "POST", path: "/v1/transfers/:id", known: ["metadata", "description"], run: updateTransfer },
  {
    method: "POST",
    path: "/v1/transfers/:id/reversals",
    known: ["amount", "metadata", "description"],
    run: createReversal,
  },
  {
    method: "GET",
    path: "/v1/transfers/:id/reversals",
    known: [...LIST_PARAMS],
    run: (call) =>
      page(
        reversalsOf(call.world, requireTransfer(call)),
        call.form,
        `/v1/transfers/${call.path.id}/reversals`,
      ),
  },
  { method: "GET", path: "/v1/transfers/:id/reversals/:reversal", known: [], run: retrieveReversal },
];
