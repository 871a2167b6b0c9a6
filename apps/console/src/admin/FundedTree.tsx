import { Badge } from "../components/Badge.tsx";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { type Amount, amountText, usd } from "../format/money.ts";
import { dateText, exactTime } from "../format/time.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import type { FundedBy, FundedByOther } from "./payout-types.ts";
import { branchesOf, differenceOf, type StreamBranch } from "./trace-tree.ts";

const texts = adminPayouts.trace;

interface FundedTreeProps {
  of: FundedBy;
  /** All pages are loaded: the rows must add up. */
  complete: boolean;
}

/** Streams, their days and minutes, and other money, down to a total that adds up. */
export function FundedTree({ of, complete }: FundedTreeProps) {
  const unknown = usd(of.unknown);
  return (
    <>
      {of.provisional && <p className="px-5 pb-3 text-13 text-muted">{texts.provisional}</p>}
      <ul>
        {branchesOf(of.streams).map((branch) => (
          <Branch key={branch.id} branch={branch} />
        ))}
        {of.others.map((other) => (
          <Other key={other.transfer_id} other={other} />
        ))}
        {unknown.minor !== 0n && <Row name={texts.unknown} amount={unknown} />}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line bg-sunken px-5 py-3 font-medium">
        <span className="flex flex-wrap items-center gap-3">
          {texts.total}
          <Verdict of={of} complete={complete} />
        </span>
        <Money amount={usd(of.total)} />
      </div>
    </>
  );
}

function Verdict({ of, complete }: FundedTreeProps) {
  if (!complete) return <Badge tone="muted">{texts.partly}</Badge>;
  const difference = differenceOf(of);
  if (difference.minor === 0n) return <Badge tone="paid">{texts.addsUp}</Badge>;
  return <Badge tone="back">{texts.missing(amountText(difference))}</Badge>;
}

function Row({ name, amount }: { name: string; amount: Amount }) {
  return (
    <li className="flex items-baseline justify-between gap-4 border-t border-line px-5 py-3 text-13">
      <bdi className="font-medium">{name}</bdi>
      <Money amount={amount} />
    </li>
  );
}

function Branch({ branch }: { branch: StreamBranch }) {
  const title = branch.title ?? texts.stream;
  return (
    <li className="border-t border-line px-5 py-3 text-13">
      <div className="flex items-baseline justify-between gap-4">
        <span className="min-w-0">
          <bdi className="font-medium break-words">{title}</bdi>{" "}
          <span className="inline-flex flex-wrap items-baseline gap-x-3 text-muted">
            <ShortId id={branch.id} />
            <span className="figures">{texts.minutes(branch.minutes)}</span>
          </span>
        </span>
        <Money amount={branch.amount} className="font-medium" />
      </div>
      <ul aria-label={texts.daysOf(title)} className="mt-2 ms-1 border-s border-line-strong ps-4">
        {branch.days.map(({ day, minutes, amount }) => (
          <li key={day} className="figures flex items-baseline justify-between gap-4 py-0.5 text-muted">
            <span>
              <time dateTime={day}>{dateText(day)}</time> · {texts.minutes(minutes)}
            </span>
            <Money amount={usd(amount)} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Other({
  other: { transfer_id: id, reference_type: type, amount, at, actor_id: who, actor_name: name, reason },
}: {
  other: FundedByOther;
}) {
  return (
    <li className="flex items-baseline justify-between gap-4 border-t border-line px-5 py-3 text-13">
      <div className="min-w-0">
        <p className="font-medium">{t.ledger.types[type] ?? type}</p>
        <p className="flex flex-wrap items-baseline gap-x-3 text-muted">
          <ShortId id={id} />
          <time dateTime={at}>{exactTime(at)}</time>
          {who !== null && <span>{texts.by(name ?? who)}</span>}
        </p>
        {reason !== null && <q className="break-words text-muted">{reason}</q>}
      </div>
      <Money amount={usd(amount)} className="font-medium" />
    </li>
  );
}
