import type { PlantedBug } from "./bug.ts";

const PAYPAL = "packages/rails/src/paypal";
const PAYOUTS = ["packages/rails/src/paypal/payouts"];
const WEBHOOKS = ["packages/rails/src/paypal/webhooks"];

/** Mistakes that others have made with PayPal's Payouts. */
export const PAYPAL_BUGS: readonly PlantedBug[] = [
  {
    name: "paypal: each POST has a batch id of its own",
    file: `${PAYPAL}/payouts.ts`,
    find: "sender_batch_id: senderBatchId(attempt), email",
    replace: "sender_batch_id: senderBatchId(attempt) + performance.now(), email",
    tests: PAYOUTS,
  },
  {
    name: "paypal: the refusal of a repetition is taken for the payout's",
    file: `${PAYPAL}/payouts.ts`,
    find: 'code === "USER_BUSINESS_ERROR"',
    replace: 'code === "NEVER"',
    tests: PAYOUTS,
  },
  {
    name: "paypal: sent again after PayPal has forgotten the batch id",
    file: `${PAYPAL}/payouts.ts`,
    find: "clock.now() - attempt.createdAt.getTime() >= KEY_LIFE_MS",
    replace: "clock.now() < 0",
    tests: PAYOUTS,
  },
  {
    name: "paypal: a right that our app lacks fails the payout",
    file: `${PAYPAL}/payouts.ts`,
    find: "status !== 400 && status !== 422",
    replace: "status >= 500",
    tests: PAYOUTS,
  },
  {
    name: "paypal: another attempt's batch is believed",
    file: `${PAYPAL}/payouts.ts`,
    find: "if (id !== senderBatchId(attempt))",
    replace: "if (id === undefined)",
    tests: PAYOUTS,
  },
  {
    name: "paypal: a success that came back unseen loses its fee",
    file: `${PAYPAL}/status.ts`,
    find: "if (!wasPaid) return",
    replace: "if (wasPaid === undefined) return",
    tests: PAYOUTS,
  },
  {
    name: "paypal: the certificate comes from any address",
    file: `${PAYPAL}/certificates.ts`,
    find: "!isPlain || !rule.mayFetch(url)",
    replace: "!isPlain",
    tests: WEBHOOKS,
  },
  {
    name: "paypal: a certificate that was good is good for good",
    file: `${PAYPAL}/certificates.ts`,
    find: "certificate.validFromDate <= now && now <= certificate.validToDate",
    replace: "certificate.validFromDate <= now",
    tests: WEBHOOKS,
  },
  {
    name: "paypal: the chain is not followed to a root",
    file: `${PAYPAL}/certificates.ts`,
    find: "roots.some((root) => isValid(root, now) && isIssuer(root, certificate))",
    replace: "others.length < 9",
    tests: WEBHOOKS,
  },
  {
    name: "paypal: a certificate for any name signs for PayPal",
    file: `${PAYPAL}/certificates.ts`,
    find: "!namesOf(leaf).some((name) => SIGNER.test(name))",
    replace: "!namesOf(leaf).some((name) => name.length > 0 || SIGNER.test(name))",
    tests: WEBHOOKS,
  },
  {
    name: "paypal: the body is not part of what is signed",
    file: `${PAYPAL}/webhooks.ts`,
    find: "if (!verify(",
    replace: "if (payload.length === 0 && !verify(",
    tests: WEBHOOKS,
  },
];
