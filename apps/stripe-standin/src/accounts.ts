import type { Actor, Call, Route } from "./call.ts";
import { ApiError, invalid, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import type { Form } from "./form.ts";
import { LIST_PARAMS, page } from "./lists.ts";
import type { AccountObject, CapabilityStatus, DisabledReason } from "./objects.ts";
import { hash, integer, mergedMetadata, metadata, requiredText, text } from "./params.ts";
import { newId, nowSeconds, type World } from "./state.ts";
import { accountView, bankAccount, bankAccountId } from "./views.ts";

/** Stripe's own: an onboarding link lives for minutes. */
const LINK_SECONDS = 300;
const CAPABILITIES = ["transfers", "card_payments"] as const;
const DUE = ["external_account", "individual.verification.document", "tos_acceptance.date"];

export function requireAccount(world: World, id: string): AccountObject {
  const account = world.accounts[id];
  if (account === undefined) throw missing("account", id, "account");
  if (world.closedAccounts[id] === true) throw noAccess(id);
  return account;
}

/** What Stripe says of an account that was closed or deleted, or that never was the platform's. */
export const noAccess = (id: string): ApiError =>
  new ApiError(403, {
    type: "invalid_request_error",
    code: "account_invalid",
    message: `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  });

/** The creator closed the account, or took the platform's access away: no call about it succeeds any more. */
export function closeAccount(actor: Actor, id: string): { closed: string } {
  requireAccount(actor.world, id);
  actor.world.closedAccounts[id] = true;
  emit(
    actor,
    "account.application.deauthorized",
    { id: "ca_standin", object: "application", name: null },
    { account: id },
  );
  return { closed: id };
}

function createAccount(call: Call): object {
  const { world, form } = call;
  const account = blankAccount(world, form);
  applyParams(account, form);
  const { transfers, card_payments } = account.capabilities;
  if (!world.settings.transfersOnlyApproved && transfers !== undefined && card_payments === undefined) {
    throw refused(
      "Your platform needs approval for accounts to have requested the `transfers` capability without the `card_payments` capability.",
    );
  }
  world.accounts[account.id] = account;
  world.balances[account.id] = 0;
  return accountView(world, account);
}

function blankAccount(world: World, form: Form): AccountObject {
  const type = text(form, "type");
  if (type !== undefined && form.controller !== undefined) {
    throw invalid("You may not provide both `type` and `controller`.", "parameter_invalid", "type");
  }
  if (type !== undefined && !["express", "custom", "standard"].includes(type)) {
    throw invalid(`Invalid type: ${type}`, "parameter_invalid", "type");
  }
  const fallback = form.controller === undefined ? "standard" : "none";
  return {
    id: newId("acct"),
    object: "account",
    created: nowSeconds(world),
    livemode: false,
    metadata: metadata(form),
    type: (type as AccountObject["type"] | undefined) ?? fallback,
    controller: { type: "application", is_controller: true },
    business_type: text(form, "business_type") ?? null,
    country: text(form, "country") ?? "US",
    default_currency: "usd",
    email: null,
    capabilities: {},
    charges_enabled: false,
    payouts_enabled: false,
    details_submitted: false,
    requirements: {
      currently_due: [...DUE],
      eventually_due: [...DUE],
      past_due: [...DUE],
      pending_verification: [],
      disabled_reason: "requirements.past_due",
      current_deadline: null,
      errors: [],
      alternatives: [],
    },
    // Daily by default: without "manual" the money is swept away, as at
    // Stripe.
    settings: { payouts: { debit_negative_balances: false, schedule: { interval: "daily", delay_days: 2 } } },
  };
}

function applyParams(account: AccountObject, form: Form): void {
  const email = text(form, "email");
  if (email !== undefined) account.email = email;
  const asked = hash(form, "capabilities");
  for (const name of CAPABILITIES) {
    const requested = text(hash(asked, name), "requested");
    if (requested === "true")
      account.capabilities[name] ??= account.details_submitted ? "active" : "inactive";
    if (requested === "false") delete account.capabilities[name];
  }
  const schedule = hash(hash(hash(form, "settings"), "payouts"), "schedule");
  const interval = text(schedule, "interval");
  if (interval !== undefined) {
    if (!["manual", "daily", "weekly", "monthly"].includes(interval)) {
      throw invalid(
        `Invalid interval: ${interval}`,
        "parameter_invalid",
        "settings[payouts][schedule][interval]",
      );
    }
    account.settings.payouts.schedule.interval = interval;
  }
  const delay = integer(schedule, "delay_days");
  if (delay !== undefined) account.settings.payouts.schedule.delay_days = delay;
}

function updateAccount(call: Call): object {
  const { world, form } = call;
  const id = call.path.id ?? "";
  // On a copy first: a bad parameter must leave the account as it was.
  const account = structuredClone(requireAccount(world, id));
  account.metadata = mergedMetadata(form, account.metadata);
  applyParams(account, form);
  world.accounts[id] = account;
  sendUpdated(call, account);
  return accountView(world, account);
}

function sendUpdated(actor: Actor, account: AccountObject): void {
  emit(actor, "account.updated", accountView(actor.world, account), { account: account.id });
}

export interface AccountChange {
  details_submitted?: boolean | undefined;
  payouts_enabled?: boolean | undefined;
  transfers?: CapabilityStatus | undefined;
  disabled_reason?: DisabledReason | null | undefined;
}

/** What Stripe itself decides about an account; tells by `account.updated`. */
export function changeAccount(actor: Actor, id: string, change: AccountChange): AccountObject {
  const account = requireAccount(actor.world, id);
  if (change.details_submitted !== undefined) account.details_submitted = change.details_submitted;
  if (change.payouts_enabled !== undefined) account.payouts_enabled = change.payouts_enabled;
  if (change.transfers !== undefined) account.capabilities.transfers = change.transfers;
  if (change.disabled_reason !== undefined) account.requirements.disabled_reason = change.disabled_reason;
  sendUpdated(actor, account);
  return account;
}

/** The creator enters another bank account at Stripe. */
export function changeBank(actor: Actor, id: string, instant: boolean): string {
  const { world } = actor;
  const account = requireAccount(world, id);
  world.banks[id] = { number: (world.banks[id]?.number ?? 0) + 1, instant };
  emit(actor, "account.external_account.created", bankAccount(world, account), { account: id });
  sendUpdated(actor, account);
  return bankAccountId(world, id);
}

export function completeOnboarding(actor: Actor, id: string): AccountObject {
  const account = requireAccount(actor.world, id);
  for (const name of CAPABILITIES) {
    if (account.capabilities[name] !== undefined) account.capabilities[name] = "active";
  }
  account.charges_enabled = account.capabilities.card_payments === "active";
  Object.assign(account.requirements, { currently_due: [], eventually_due: [], past_due: [] });
  return changeAccount(actor, id, { details_submitted: true, payouts_enabled: true, disabled_reason: null });
}

function createLink(call: Call): object {
  const { world, form, publicUrl } = call;
  const account = requireAccount(world, requiredText(form, "account")).id;
  const type = requiredText(form, "type");
  if (!["account_onboarding", "account_update"].includes(type)) {
    throw invalid(`Invalid type: ${type}`, "parameter_invalid", "type");
  }
  const created = nowSeconds(world);
  const link = {
    account,
    refreshUrl: requiredText(form, "refresh_url"),
    returnUrl: requiredText(form, "return_url"),
    expiresAt: created + LINK_SECONDS,
  };
  for (const [token, old] of Object.entries(world.accountLinks)) {
    // A used one lives on to its end: opening it again must lead to the refresh URL. Then nobody
    // needs it.
    if (old.expiresAt < created - LINK_SECONDS) delete world.accountLinks[token];
  }
  const token = newId("link");
  world.accountLinks[token] = link;
  return {
    object: "account_link",
    created,
    expires_at: link.expiresAt,
    url: `${publicUrl}/setup/e/${account}/${token}`,
  };
}

/**
 * What opening the link does. Answers where the browser goes next, or undefined for a link that never was.
 */
export function openLink(actor: Actor, token: string): string | undefined {
  const link = actor.world.accountLinks[token];
  if (link === undefined) return undefined;
  const now = nowSeconds(actor.world);
  if (now >= link.expiresAt) return link.refreshUrl;
  // Works once, as at Stripe.
  link.expiresAt = now;
  completeOnboarding(actor, link.account);
  return link.returnUrl;
}

function currentAccount({ world, owner }: Call): object {
  if (owner !== "platform") return accountView(world, requireAccount(world, owner));
  return {
    id: "acct_platform",
    object: "account",
    country: "US",
    default_currency: "usd",
    email: null,
    type: "standard",
  };
}

const ACCOUNT_PARAMS = ["email", "capabilities", "settings", "metadata", "business_type", "business_profile"];
/** Taken and not used. */
const IGNORED = ["tos_acceptance", "individual", "company", "external_account", "default_currency"];

export const accountRoutes: Route[] = [
  {
    method: "POST",
    path: "/v1/accounts",
    known: [...ACCOUNT_PARAMS, ...IGNORED, "type", "country", "controller"],
    run: createAccount,
  },
  {
    method: "GET",
    path: "/v1/accounts",
    known: [...LIST_PARAMS, "created"],
    run: ({ world, form }) => page(Object.values(world.accounts), form, "/v1/accounts"),
  },
  { method: "GET", path: "/v1/account", known: [], run: currentAccount },
  {
    method: "GET",
    path: "/v1/accounts/:id",
    known: [],
    run: ({ world, path }) => accountView(world, requireAccount(world, path.id ?? "")),
  },
  { method: "POST", path: "/v1/accounts/:id", known: [...ACCOUNT_PARAMS, ...IGNORED], run: updateAccount },
  {
    method: "POST",
    path: "/v1/account_links",
    known: ["account", "refresh_url", "return_url", "type", "collect", "collection_options"],
    run: createLink,
  },
];
