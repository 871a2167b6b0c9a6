import { useQuery } from "@tanstack/react-query";
import { Loaded, RowsSkeleton } from "../../components/states.tsx";
import { Ago } from "../../components/Time.tsx";
import { amountText, usd } from "../../format/money.ts";
import { dayText } from "../../format/time.ts";
import { deciding } from "../../texts/admin-decisions.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { Fact } from "../Fact.tsx";
import { factsQuery } from "./queries.ts";
import type { DecisionFacts as Facts, Withdrawal } from "./types.ts";

const texts = deciding.facts;

/** What an admin wants to know before deciding; read when it is opened. */
export function DecisionFacts({ of, wide = true }: { of: Pick<Withdrawal, "id">; wide?: boolean }) {
  const facts = useQuery(factsQuery(of.id));
  return (
    <Loaded query={facts} skeleton={<RowsSkeleton rows={2} />}>
      {(data) => (
        <dl
          aria-label={texts.title}
          className={`grid gap-x-6 gap-y-3 text-13 ${wide ? "sm:grid-cols-2 lg:grid-cols-4" : ""}`}
        >
          <Earnings of={data.earnings} />
          <Adjustments of={data.adjustments} />
          <Method of={data.method} />
          <Earlier of={data.earlier} />
          <Open cases={data.open_cases} disputes={data.open_disputes} />
          <Risk of={data.risk} />
        </dl>
      )}
    </Loaded>
  );
}

function Earnings({ of }: { of: Facts["earnings"] | null }) {
  if (of === null) return <Fact word={texts.age}>{texts.unknown}</Fact>;
  const { median_age_days: median, oldest_at: oldest, newest_at: newest, viewers, streams } = of;
  const share = of.largest_viewer_share_percent;
  return (
    <>
      <Fact word={texts.age}>
        {median === null ? texts.unknown : <p>{texts.ageOf(median)}</p>}
        {oldest !== null && newest !== null && (
          <p className="text-muted">{texts.between(dayText(oldest), dayText(newest))}</p>
        )}
      </Fact>
      <Fact word={texts.viewers}>{viewers === null ? texts.unknown : texts.viewersOf(viewers, streams)}</Fact>
      <Fact word={texts.share}>{share === null ? texts.unknown : texts.shareOf(share)}</Fact>
    </>
  );
}

function Adjustments({ of }: { of: Facts["adjustments"] }) {
  return (
    <Fact word={texts.adjustments}>
      {of.length === 0 && texts.noAdjustments}
      {of.map(({ at, by, by_name, amount, reason }) => (
        <p key={`${at} ${by} ${amount.amount}`}>
          {amountText(usd(amount), { sign: "always" })} {texts.by(by_name ?? by)},{" "}
          <Ago at={at} className="text-muted" />
          <q className="block text-muted">{reason}</q>
        </p>
      ))}
    </Fact>
  );
}

function Method({ of }: { of: Facts["method"] }) {
  return (
    <Fact word={texts.method}>
      {of === null && t.admin.toNowhere}
      {of?.added_at && (
        <p>
          {texts.added} <Ago at={of.added_at} />
        </p>
      )}
      {of?.changed_at && (
        <p className="text-muted">
          {texts.changed} <Ago at={of.changed_at} />
        </p>
      )}
    </Fact>
  );
}

function Earlier({ of }: { of: Facts["earlier"] }) {
  const { paid_count: paid, paid_total: total, average, last_paid_at: last } = of;
  return (
    <Fact word={texts.earlier}>
      <p>{paid === 0 ? texts.noEarlier : queue.record.paid(paid, amountText(usd(total)))}</p>
      {average !== null && <p className="text-muted">{texts.average(amountText(usd(average)))}</p>}
      {last !== null && (
        <p className="text-muted">
          {texts.lastPaid} <Ago at={last} />
        </p>
      )}
      {of.returned_count > 0 && <p className="text-back">{queue.record.returned(of.returned_count)}</p>}
      {of.rejected_count > 0 && <p>{queue.record.rejected(of.rejected_count)}</p>}
    </Fact>
  );
}

function Open({ cases, disputes }: { cases: number | null; disputes: number | null }) {
  const words = [
    ...(cases !== null && cases > 0 ? [texts.cases(cases)] : []),
    ...(disputes !== null && disputes > 0 ? [texts.disputes(disputes)] : []),
  ];
  const none = cases === null && disputes === null ? texts.unknown : texts.noneOpen;
  return (
    <Fact word={texts.open}>
      {words.length === 0 ? none : <span className="text-held">{words.join(", ")}</span>}
    </Fact>
  );
}

function Risk({ of }: { of: Facts["risk"] }) {
  if (!of) return null;
  return (
    <Fact word={queue.risk.title}>
      <p>{queue.risk[of.level]}</p>
      <ul className="text-muted">
        {of.reasons.length === 0 && <li>{queue.risk.none}</li>}
        {of.reasons.map((code) => (
          <li key={code}>{queue.risk.reasons[code] ?? code}</li>
        ))}
      </ul>
    </Fact>
  );
}
