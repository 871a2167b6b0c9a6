import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { Money } from "../components/Money.tsx";
import { shortened } from "../components/ShortId.tsx";
import { amountText, usd } from "../format/money.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import type { DryRun } from "./payout-types.ts";

const words = adminPayouts.policies.approval;
const FIRST_ROWS = 10;

/** What a policy would have approved, and why it would not have approved the others. */
export function DryRunResult({ result, days }: { result: DryRun; days: number }) {
  const [shown, setShown] = useState(FIRST_ROWS);
  const { considered, approved, amount, not_approved: others } = result;
  if (considered === 0) return <p className="text-muted">{words.resultNone(days)}</p>;
  return (
    <div className="rounded-control bg-sunken px-4 py-3">
      <p className="figures font-medium">
        {words.result(approved, considered, days)}
        {": "}
        {words.resultAmount(amountText(usd(amount)))}.
      </p>
      {others.length > 0 && (
        <>
          <p className="mt-3 mb-1 text-13 text-muted">{words.not}</p>
          <ul className="text-13">
            {others.slice(0, shown).map(({ withdrawal_id: id, amount: asked, reasons }) => (
              <li key={id} className="flex flex-wrap items-baseline gap-x-4 py-1">
                <Link
                  to="/admin/withdrawals/$withdrawalId"
                  params={{ withdrawalId: id }}
                  className="figures underline underline-offset-4"
                >
                  {shortened(id)}
                </Link>
                <Money amount={usd(asked)} />
                <span className="min-w-0">
                  {reasons.map((reason) => words.reasons[reason] ?? reason.replaceAll("_", " ")).join(", ")}
                </span>
              </li>
            ))}
          </ul>
          {shown < others.length && (
            <Button size="s" kind="quiet" onClick={() => setShown(shown + FIRST_ROWS)}>
              {t.more}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
