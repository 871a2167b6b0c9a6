import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Availability, Upcoming } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { amountText, percentText, usd } from "../format/money.ts";
import { dateText, exactTime, momentText } from "../format/time.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { isSimple, momentOf, type Part, partsOf, widthsOf } from "./availability.ts";
import { availabilityQuery } from "./payout-queries.ts";

const texts = payouts.availability;

const COLOURS: Record<Part["kind"], { fill: string; text: string }> = {
  available: { fill: "fill-accent", text: "text-accent" },
  held: { fill: "fill-held", text: "text-held" },
  maturing: { fill: "fill-way", text: "text-way" },
  debt: { fill: "fill-back", text: "text-back" },
  reserve: { fill: "fill-line-strong", text: "text-line-strong" },
};

/** Each amount of the balance with the time from which it can be withdrawn. */
export function AvailabilityCard() {
  const { data } = useQuery(availabilityQuery);
  if (!data || isSimple(data)) return null;
  const { policy, upcoming } = data;
  const percent = Number(policy.reserve_percent);
  return (
    <Card title={texts.title} flush>
      <div className="flex flex-col gap-4 px-5 pb-5">
        <Bar of={data} />
        <Sum of={data} />
        {usd(data.debt).minor > 0n && (
          <p className="font-medium text-back">{texts.debt(amountText(usd(data.debt)))}</p>
        )}
        <p className="text-13 text-muted">
          {texts.hold(policy.hold_days)}{" "}
          {percent > 0 && texts.reserved(percentText(percent), policy.reserve_days)}
        </p>
      </div>
      {upcoming.length > 0 && <Coming upcoming={upcoming} />}
    </Card>
  );
}

function Bar({ of }: { of: Availability }) {
  const parts = partsOf(of);
  const widths = widthsOf(parts);
  const whole = Math.max(
    1,
    widths.reduce((sum, width) => sum + width, 0),
  );
  let from = 0;
  return (
    <svg
      viewBox={`0 0 ${whole} 10`}
      preserveAspectRatio="none"
      role="img"
      aria-label={texts.bar(amountText(usd(of.available)), amountText(usd(of.balance)))}
      className="h-2.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      {parts.map(({ kind }, index) => {
        const width = widths[index] ?? 0;
        const x = from;
        from += width;
        return width === 0 ? null : (
          <rect key={kind} x={x} y="0" width={width} height="10" className={COLOURS[kind].fill} />
        );
      })}
    </svg>
  );
}

/** The parts, and the balance below them. */
function Sum({ of }: { of: Availability }) {
  return (
    <dl className="flex max-w-md flex-col gap-1.5">
      {partsOf(of).map(({ kind, amount }) =>
        amount.minor === 0n && kind !== "available" ? null : (
          <div key={kind} className="flex items-baseline justify-between gap-4">
            <dt className="flex items-center gap-2">
              <span aria-hidden="true" className={`size-2 rounded-full bg-current ${COLOURS[kind].text}`} />
              {texts.parts[kind]}
            </dt>
            <dd>
              <Money amount={amount} />
            </dd>
          </div>
        ),
      )}
      <div className="flex items-baseline justify-between gap-4 border-t border-line pt-1.5 font-medium">
        <dt>{texts.balance}</dt>
        <dd>
          <Money amount={usd(of.balance)} />
        </dd>
      </div>
    </dl>
  );
}

const FIRST_ROWS = 7;

function Coming({ upcoming }: { upcoming: Upcoming[] }) {
  const [all, setAll] = useState(false);
  const rows = upcoming.toSorted((a, b) => (momentOf(a.available_on) < momentOf(b.available_on) ? -1 : 1));
  return (
    <>
      <Table
        caption={texts.upcoming}
        columns={COLUMNS}
        rows={all ? rows : rows.slice(0, FIRST_ROWS)}
        rowId={(row) => `${row.kind}-${row.available_on}-${row.earned_on ?? ""}`}
      />
      {!all && rows.length > FIRST_ROWS && (
        <div className="flex justify-center border-t border-line p-3">
          <Button size="s" kind="quiet" onClick={() => setAll(true)}>
            {t.more}
          </Button>
        </div>
      )}
    </>
  );
}

const COLUMNS: Columns<Upcoming> = [
  {
    id: "when",
    header: texts.when,
    cell: ({ row: { original } }) => {
      const at = momentOf(original.available_on);
      return (
        <time dateTime={at} title={exactTime(at)} className="whitespace-nowrap">
          {momentText(at)}
        </time>
      );
    },
  },
  {
    id: "from",
    header: texts.from,
    cell: ({ row: { original } }) => (
      <span className="text-muted">
        {texts.kinds[original.kind]}
        {original.earned_on !== null && `, ${texts.earnedOn(dateText(original.earned_on.slice(0, 10)))}`}
      </span>
    ),
  },
  {
    id: "amount",
    header: texts.amount,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={usd(row.original.amount)} className="font-medium" />,
  },
];
