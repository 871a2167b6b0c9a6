import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CalendarItem, CalendarKind } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, Loading, Skeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { dateText, dayKey, longDateText, monthTitle, weekdayName, weekOrder } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { byDay, monthAfter, weeksOf } from "./calendar-days.ts";
import { calendarQuery } from "./payout-queries.ts";

const texts = payouts.calendar;

const COLOURS: Record<CalendarKind, string> = {
  run: "text-accent",
  available: "text-paid",
  reserve_release: "text-paid",
  arrival: "text-way",
  holiday: "text-muted",
  method_unlocked: "text-held",
};

/** A month with its runs, amounts that become available, arrivals and holidays; a list on phones. */
export function PayoutCalendar() {
  const today = dayKey(new Date().toISOString());
  const [month, setMonth] = useState(today.slice(0, 7));
  const weeks = weeksOf(month);
  const [from = "", to = ""] = [weeks[0]?.[0], weeks.at(-1)?.at(-1)];
  const calendar = useQuery(calendarQuery(from, to));
  if (calendar.data === null) return null;
  const turn = (months: number) => () => {
    const next = monthAfter(month, months);
    setMonth(next);
    announce(monthTitle(next));
  };
  return (
    <Card
      title={monthTitle(month)}
      aside={
        <div className="flex gap-2">
          <Button size="s" aria-label={texts.earlier} onClick={turn(-1)}>
            ‹
          </Button>
          <Button size="s" aria-label={texts.later} onClick={turn(1)}>
            ›
          </Button>
        </div>
      }
      flush
    >
      <Loaded
        query={calendar}
        skeleton={
          <Loading>
            <Skeleton className="mx-5 mb-5 h-64" />
          </Loading>
        }
      >
        {(answer) => <Month month={month} today={today} items={answer?.data ?? []} />}
      </Loaded>
    </Card>
  );
}

interface MonthProps {
  month: string;
  today: string;
  items: readonly CalendarItem[];
}

function Month({ month, today, items }: MonthProps) {
  const days = byDay(items);
  const listed = [...days].filter(([day]) => day.startsWith(month));
  return (
    <>
      <table className="w-full table-fixed border-collapse text-13 max-md:hidden">
        <caption className="sr-only">{texts.caption(monthTitle(month))}</caption>
        <thead>
          <tr>
            {weekOrder().map((day) => (
              <th
                key={day}
                scope="col"
                abbr={weekdayName(day, "long")}
                className="border-b border-line py-2 font-medium text-muted"
              >
                {weekdayName(day, "short")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Day key={day} day={day} month={month} today={today} items={days.get(day) ?? []} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="md:hidden">
        {listed.length === 0 ? (
          <Empty title={texts.empty}>{texts.emptyHint}</Empty>
        ) : (
          <ol className="text-13">
            {listed.map(([day, all]) => (
              <li key={day} className="flex gap-4 border-t border-line px-5 py-3">
                <time dateTime={day} className="w-24 shrink-0 font-medium">
                  {dateText(day)}
                </time>
                <Items items={all} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </>
  );
}

interface DayProps extends MonthProps {
  day: string;
}

function Day({ day, month, today, items }: DayProps) {
  const own = day.startsWith(month);
  return (
    <td
      aria-current={day === today ? "date" : undefined}
      className="h-20 border-t border-s border-line p-1.5 align-top first:border-s-0"
    >
      <time
        dateTime={day}
        className={`figures inline-flex h-6 min-w-6 items-center justify-center rounded-full px-1 ${day === today ? "bg-solid font-medium text-on-solid" : own ? "" : "text-muted"}`}
      >
        <span aria-hidden="true">{Number(day.slice(8))}</span>
        <span className="sr-only">
          {longDateText(day)}
          {day === today && `, ${texts.today}`}
        </span>
      </time>
      <Items items={items} />
    </td>
  );
}

/** A run that is over and made no withdrawal was skipped; the table of runs says why. */
function wordOf({ kind, label, id, amount }: CalendarItem): string {
  if (kind === "run" && id !== null && amount === null) return texts.skipped;
  return kind === "holiday" && label !== "" ? label : texts.kinds[kind];
}

function Items({ items }: { items: readonly CalendarItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul className="mt-1 flex min-w-0 flex-col gap-1">
      {items.map((item) => (
        <li
          key={`${item.kind} ${item.id ?? item.label} ${item.amount?.amount ?? ""}`}
          className="flex min-w-0 gap-1.5"
          title={item.label}
        >
          <span
            aria-hidden="true"
            className={`mt-1.5 size-2 shrink-0 rounded-full bg-current ${COLOURS[item.kind]}`}
          />
          <span className="min-w-0 break-words">
            {wordOf(item)}
            {item.amount !== null && (
              <span className="figures block font-medium">{amountText(usd(item.amount))}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
