import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { countText, tokens } from "../format/money.ts";
import { longDateText } from "../format/time.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { spendingQuery } from "./money-queries.ts";
import { useTokenPrice } from "./token-price.ts";

type StreamDay = Schemas["WalletSpending"]["data"][number];

/** Minutes by day and stream, with their price. */
export function SpentCard({ days }: { days: number }) {
  const spending = useQuery(spendingQuery(days));
  const words = viewerMoney.spent;
  return (
    <Card
      flush
      title={words.title}
      aside={
        spending.data && (
          <span className="figures text-13 text-muted">
            {words.sum(spending.data.minutes, spending.data.tokens)}
          </span>
        )
      }
    >
      <Loaded query={spending} skeleton={<RowsSkeleton />}>
        {({ data, truncated }) => (
          <>
            {data.length === 0 && <Empty title={words.none}>{words.noneHint}</Empty>}
            {[...Map.groupBy(data, ({ day }) => day)].map(([day, streams]) => (
              <Day key={day} day={day} streams={streams} />
            ))}
            {truncated && <p className="border-t border-line px-5 py-3 text-muted">{words.truncated}</p>}
          </>
        )}
      </Loaded>
      <p className="border-t border-line px-5 py-3">
        <Link to="/receipts" className="underline underline-offset-4">
          {viewerMoney.receipts}
        </Link>
      </p>
    </Card>
  );
}

function Day({ day, streams }: { day: string; streams: StreamDay[] }) {
  const words = viewerMoney.spent;
  const price = useTokenPrice();
  const name = longDateText(day);
  return (
    <table className="w-full table-fixed border-t border-line text-13">
      <caption className="bg-sunken px-5 py-2 text-start font-medium">
        <span className="sr-only">{words.caption(name)}</span>
        <span aria-hidden="true">{name}</span>
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{words.stream}</th>
          <th scope="col">{words.minutes}</th>
          <th scope="col">{words.tokens}</th>
          <th scope="col">{words.money}</th>
        </tr>
      </thead>
      <tbody>
        {streams.map((one) => (
          <tr key={one.stream_id} className="border-t border-line first:border-0">
            <th scope="row" className="truncate py-2.5 ps-5 pe-3 text-start font-medium">
              {one.title} <span className="font-normal text-muted max-sm:hidden">· {one.creator_id}</span>
            </th>
            <td className="figures w-16 pe-3 text-end text-muted sm:w-28">{countText(one.minutes)}</td>
            <td className="w-20 pe-5 text-end sm:w-32 sm:pe-3">
              <Money amount={tokens(one.tokens)} />
            </td>
            <td className="figures w-28 pe-5 text-end text-muted max-sm:hidden">
              {price?.money(one.tokens)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
