import type { Actor, Call, Route } from "./call.ts";
import { invalid, missing } from "./errors.ts";
import { hash, requiredText, text } from "./params.ts";
import { newId, nowMs, type World } from "./state.ts";
import { notify } from "./v2-events.ts";

/** A recipient of stablecoins: an account of API v2, with a wallet once it is onboarded. */
export interface V2Account {
  id: string;
  email: string;
  metadata: Record<string, string>;
  created: string;
  status: "pending" | "active" | "restricted";
  wallet: { id: string; network: string; address: string } | null;
  closed: boolean;
}

const NETWORKS = ["base", "solana", "ethereum", "polygon", "arbitrum", "avalanche", "optimism"];

export const timeNow = (world: World): string => new Date(nowMs(world)).toISOString();

export function requireV2Account(world: World, id: string): V2Account {
  const account = world.v2Accounts[id];
  if (account === undefined || account.closed) throw missing("account", id);
  return account;
}

function view(account: V2Account): object {
  const { id, email, metadata, created, status, wallet } = account;
  return {
    id,
    object: "v2.core.account",
    applied_configurations: ["recipient"],
    closed: false,
    configuration: {
      recipient: {
        applied: true,
        capabilities: { crypto_wallets: { status, status_details: [] } },
        ...(wallet !== null && { default_outbound_destination: { id: wallet.id, type: "crypto_wallet" } }),
      },
    },
    contact_email: email,
    created,
    livemode: false,
    metadata,
  };
}

function createAccount(call: Call): object {
  const { world, form } = call;
  const recipient = hash(hash(form, "configuration"), "recipient");
  const wallets = hash(hash(recipient, "capabilities"), "crypto_wallets");
  if (text(wallets, "requested") !== "true")
    throw invalid("crypto_wallets was not requested.", "parameter_missing", "configuration.recipient");
  const account: V2Account = {
    id: newId("acct"),
    email: text(form, "contact_email") ?? "",
    metadata: hash(form, "metadata") as Record<string, string>,
    created: timeNow(world),
    status: "pending",
    wallet: null,
    closed: false,
  };
  world.v2Accounts[account.id] = account;
  notify(call, "v2.core.account.created", { id: account.id, type: "v2.core.account" });
  return view(account);
}

function createLink({ world, form, publicUrl }: Call): object {
  const account = requireV2Account(world, requiredText(form, "account")).id;
  const useCase = hash(form, "use_case");
  const type = requiredText(useCase, "type");
  if (type !== "account_onboarding" && type !== "account_update")
    throw invalid(`Invalid type: ${type}`, "parameter_invalid", "use_case.type");
  const options = hash(useCase, type);
  const token = newId("lnk");
  const expiresAt = nowMs(world) + 300_000;
  world.accountLinks[token] = {
    account,
    refreshUrl: requiredText(options, "refresh_url"),
    returnUrl: requiredText(options, "return_url"),
    expiresAt,
  };
  return {
    object: "v2.core.account_link",
    account,
    created: timeNow(world),
    expires_at: new Date(expiresAt).toISOString(),
    livemode: false,
    url: `${publicUrl}/setup/e/${account}/${token}`,
    use_case: { type },
  };
}

/** The recipient enters a wallet (again): from now on its payouts go there. */
export function setWallet(
  actor: Actor,
  wish: { id: string; network: string; address: string },
): { wallet: string } {
  const account = requireV2Account(actor.world, wish.id);
  if (!NETWORKS.includes(wish.network))
    throw invalid(`Unsupported network ${wish.network}`, "invalid_network");
  account.wallet = { id: newId("pm"), network: wish.network, address: wish.address };
  account.status = "active";
  notify(actor, "v2.core.account[configuration.recipient].capability_status_updated", {
    id: account.id,
    type: "v2.core.account",
  });
  return { wallet: account.wallet.id };
}

function retrievePayoutMethod({ world, path }: Call): object {
  const id = path.id ?? "";
  const wallet = Object.values(world.v2Accounts).find((one) => one.wallet?.id === id)?.wallet;
  if (!wallet) throw missing("payout_method", id);
  return {
    id,
    object: "v2.money_management.payout_method",
    type: "crypto_wallet",
    crypto_wallet: { address: wallet.address, network: wallet.network, archived: false },
    livemode: false,
  };
}

export const v2AccountRoutes: Route[] = [
  {
    method: "POST",
    path: "/v2/core/accounts",
    known: ["contact_email", "configuration", "metadata", "include", "identity", "dashboard", "display_name"],
    run: createAccount,
  },
  {
    method: "GET",
    path: "/v2/core/accounts/:id",
    known: ["include"],
    run: ({ world, path }) => view(requireV2Account(world, path.id ?? "")),
  },
  { method: "POST", path: "/v2/core/account_links", known: ["account", "use_case"], run: createLink },
  {
    method: "GET",
    path: "/v2/money_management/payout_methods/:id",
    known: [],
    run: retrievePayoutMethod,
  },
];
