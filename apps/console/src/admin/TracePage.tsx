import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Problem, RowsSkeleton } from "../components/states.tsx";
import { type Amount, amountOf, amountText } from "../format/money.ts";
import { exactTime } from "../format/time.ts";
import { Page } from "../shell/Shell.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { FundedTree } from "./FundedTree.tsx";
import { PersonLink } from "./PersonLink.tsx";
import { traceQuery } from "./payout-queries.ts";
import type { Trace, TraceStep } from "./payout-types.ts";
import { fundingOf } from "./trace-tree.ts";

const texts = adminPayouts.trace;

/** The trail of a payout: where the money went, and the minutes that earned it. */
export function TracePage() {
  const { traceId } = useParams({ from: "/admin/admin/trace/$traceId" });
  const trail = useInfiniteQuery(traceQuery(traceId));
  const [first] = trail.data?.pages ?? [];
  if (!first)
    return (
      <Page title={texts.loading} lead={<ShortId id={traceId} />}>
        {trail.error ? (
          <Problem error={trail.error} retry={() => void trail.refetch()} />
        ) : (
          <Card>
            <RowsSkeleton rows={6} />
          </Card>
        )}
      </Page>
    );
  const funding = fundingOf(trail.data?.pages ?? []);
  return (
    <Page title={texts.title(amountText(amountOf(first.amount)))} lead={<Lead of={first} />}>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card title={texts.out} flush>
          <ol>
            {first.steps.map((step) => (
              <Step key={`${step.kind} ${step.id} ${step.at}`} step={step} />
            ))}
          </ol>
        </Card>
        <Card title={texts.from} flush>
          {funding === null ? (
            <p className="px-5 pb-5 text-muted">{texts.nothing}</p>
          ) : (
            <FundedTree of={funding} complete={!trail.hasNextPage} />
          )}
          <MoreButton query={trail} />
        </Card>
      </div>
    </Page>
  );
}

function Lead({ of: { id, user_id: user, user_name: name, withdrawal } }: { of: Trace }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-3">
      {texts.lead}
      <ShortId id={id} />
      <PersonLink id={user} name={name} />
      {withdrawal && (
        <Link
          to="/admin/withdrawals/$withdrawalId"
          params={{ withdrawalId: withdrawal.id }}
          className="inline-block py-0.5 underline underline-offset-4"
        >
          {texts.withdrawal}
        </Link>
      )}
    </span>
  );
}

/** "creator:ann" is the balance of a person; other accounts are the platform's. */
function accountName(account: string): string {
  const [, user] = /^(?:creator|viewer|user):(.+)$/.exec(account) ?? [];
  return user === undefined
    ? (texts.accounts[account] ?? account.replaceAll("_", " "))
    : texts.balanceOf(user);
}

const COLOURS: Record<string, string> = {
  hold: "text-held",
  transfer: "text-way",
  payout: "text-paid",
  return: "text-back",
};

function Step({ step }: { step: TraceStep }) {
  const { kind, id, from, to, at } = step;
  const amount: Amount = amountOf(step.amount);
  return (
    <li className="flex items-start gap-3 border-t border-line px-5 py-3 text-13">
      <span
        aria-hidden="true"
        className={`mt-1.5 size-2 shrink-0 rounded-full bg-current ${COLOURS[kind] ?? "text-muted"}`}
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{texts.kinds[kind] ?? kind}</p>
        {from !== to && (
          <p className="break-words text-muted">{texts.path(accountName(from), accountName(to))}</p>
        )}
        <p className="flex flex-wrap items-baseline gap-x-3 text-muted">
          <time dateTime={at}>{exactTime(at)}</time>
          <ShortId id={id} />
        </p>
      </div>
      <Money amount={amount} className="font-medium" />
    </li>
  );
}
