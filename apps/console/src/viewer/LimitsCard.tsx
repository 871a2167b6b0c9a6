import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Input } from "../components/Field.tsx";
import { Loaded, Problem, RowsSkeleton } from "../components/states.tsx";
import { minorOf } from "../format/parse.ts";
import { exactTime, momentText, ownZone } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { limitsQuery } from "./money-queries.ts";
import { useTokenPrice } from "./token-price.ts";

type Limits = Schemas["SpendingLimits"];
type Wish = Schemas["SpendingLimitsRequest"];

/** What may be spent a day and a month. Billing enforces it. */
export function LimitsCard() {
  const limits = useQuery(limitsQuery);
  return (
    <Card title={viewerMoney.limits.title}>
      <Loaded query={limits} skeleton={<RowsSkeleton rows={3} />}>
        {(data) => <LimitsOf limits={data} />}
      </Loaded>
    </Card>
  );
}

function useSave() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => take(api.put("/api/spending-limits", { body: wish })),
    onSuccess(saved) {
      cache.setQueryData(limitsQuery.queryKey, saved);
      announce(viewerMoney.limits.saved);
    },
  });
}

function LimitsOf({ limits }: { limits: Limits }) {
  const words = viewerMoney.limits;
  const save = useSave();
  return (
    <div className="flex flex-col gap-5">
      <p className="text-muted">{words.lead}</p>
      <dl className="grid gap-4 sm:grid-cols-2">
        <Use
          word={words.spentToday}
          spent={limits.spent_today}
          limit={limits.day_tokens}
          resetsAt={limits.day_resets_at}
        />
        <Use
          word={words.spentMonth}
          spent={limits.spent_this_month}
          limit={limits.month_tokens}
          resetsAt={limits.month_resets_at}
        />
      </dl>
      {limits.pending && (
        <Pending pending={limits.pending} busy={save.isPending} keep={() => save.mutate(wishOf(limits))} />
      )}
      {/* What is asked for is in the fields, also while a raise waits. */}
      <LimitsForm key={JSON.stringify(limits.pending ?? wishOf(limits))} limits={limits} save={save} />
    </div>
  );
}

const wishOf = ({ day_tokens, month_tokens, zone }: Wish): Wish => ({ day_tokens, month_tokens, zone });

interface UseProps {
  word: string;
  spent: number;
  limit: number | null;
  resetsAt: string;
}

function Use({ word, spent, limit, resetsAt }: UseProps) {
  const words = viewerMoney.limits;
  const percent = limit === null ? 0 : limit === 0 ? 100 : Math.min(100, (spent / limit) * 100);
  return (
    <div className="flex flex-col gap-1">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="figures flex flex-col gap-1.5">
        <span className="font-medium">{limit === null ? words.noLimit(spent) : words.of(spent, limit)}</span>
        {limit !== null && (
          <>
            <span aria-hidden="true" className="block h-1.5 overflow-hidden rounded-full bg-sunken">
              <span
                className={`block h-full rounded-full ${percent >= 80 ? "bg-held" : "bg-accent"}`}
                style={{ inlineSize: `${percent}%` }}
              />
            </span>
            <time dateTime={resetsAt} title={exactTime(resetsAt)} className="text-13 text-muted">
              {words.resets(momentText(resetsAt))}
            </time>
          </>
        )}
      </dd>
    </div>
  );
}

interface PendingProps {
  pending: NonNullable<Limits["pending"]>;
  busy: boolean;
  keep: () => void;
}

/** A raise that waits, and how to take it back. */
function Pending({ pending, busy, keep }: PendingProps) {
  const words = viewerMoney.limits;
  const text = (count: number | null) => (count === null ? words.unlimited : words.tokens(count));
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-held-soft px-4 py-3">
      <p className="min-w-0 flex-1 basis-52">
        {words.pending(momentText(pending.takes_effect_at))}{" "}
        <span className="font-medium">
          {words.pendingDay(text(pending.day_tokens))} · {words.pendingMonth(text(pending.month_tokens))}
        </span>
      </p>
      <Button size="s" busy={busy} onClick={keep}>
        {words.keep}
      </Button>
    </div>
  );
}

const MOST = 1_000_000_000n;

/** Null: no limit; undefined: not a number of tokens. */
function read(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const minor = minorOf(text, "TOKEN");
  return minor === undefined || minor < 0n || minor > MOST ? undefined : Number(minor);
}

function LimitsForm({ limits, save }: { limits: Limits; save: ReturnType<typeof useSave> }) {
  const words = viewerMoney.limits;
  const price = useTokenPrice();
  const shown = limits.pending ?? limits;
  const [day, setDay] = useState(shown.day_tokens?.toString() ?? "");
  const [month, setMonth] = useState(shown.month_tokens?.toString() ?? "");
  const [tried, setTried] = useState(false);
  const [dayTokens, monthTokens] = [read(day), read(month)];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (dayTokens === undefined || monthTokens === undefined) return;
    save.mutate({ day_tokens: dayTokens, month_tokens: monthTokens, zone: zoneOf(limits) });
  };
  const hint = (count: number | null | undefined) =>
    typeof count === "number" && price ? words.about(price.money(count)) : words.hint;
  const wrong = (count: number | null | undefined) =>
    tried && count === undefined ? words.wrong : undefined;
  return (
    <form className="flex flex-col gap-4" onSubmit={submit} noValidate>
      <div className="grid gap-4 sm:grid-cols-2">
        <Input
          label={words.day}
          inputMode="numeric"
          autoComplete="off"
          value={day}
          onChange={(event) => setDay(event.target.value)}
          hint={hint(dayTokens)}
          error={wrong(dayTokens)}
        />
        <Input
          label={words.month}
          inputMode="numeric"
          autoComplete="off"
          value={month}
          onChange={(event) => setMonth(event.target.value)}
          hint={hint(monthTokens)}
          error={wrong(monthTokens)}
        />
      </div>
      <p className="text-13 text-muted">
        {words.raise} {words.zone(zoneOf(limits))}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" busy={save.isPending}>
          {words.save}
        </Button>
        {save.isSuccess && <span className="text-13 text-muted">{words.saved}</span>}
      </div>
      {save.isError && <Problem error={save.error} />}
    </form>
  );
}

/** Limits keep the zone that they were made in; the first ones are made in the reader's own. */
const zoneOf = ({ day_tokens, month_tokens, zone }: Limits): string =>
  day_tokens === null && month_tokens === null ? ownZone() : zone;
