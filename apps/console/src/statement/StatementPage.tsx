import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useIdentity } from "../auth/session.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Input, Select } from "../components/Field.tsx";
import { Loaded, Problem, StatsSkeleton } from "../components/states.tsx";
import { language } from "../format/locale.ts";
import { dayKey, ownZone } from "../format/time.ts";
import { lastArea } from "../shell/last-area.ts";
import { Page } from "../shell/Shell.tsx";
import { statement as texts } from "../texts/statement.ts";
import { t } from "../texts.ts";
import { type DayRange, isDay, isRange, PRESETS, presetDays } from "./day-range.ts";
import { type Asset, saveStatement, summaryQuery } from "./queries.ts";
import { StatementTables } from "./StatementTables.tsx";

/** A statement of any days; they are in the address, so that it can be kept and shared. */
export function StatementPage() {
  const search = useSearch({ strict: false }) as { from?: unknown; to?: unknown; asset?: unknown };
  const roles = useIdentity()?.roles ?? [];
  const navigate = useNavigate();
  const month = presetDays("month", dayKey(new Date().toISOString()));
  const days = {
    from: isDay(search.from) ? search.from : month.from,
    to: isDay(search.to) ? search.to : month.to,
  };
  const own: Asset = lastArea(roles) === "creator" ? "USD" : "TOKEN";
  const asset: Asset = search.asset === "USD" || search.asset === "TOKEN" ? search.asset : own;
  const show = (next: Partial<DayRange> & { asset?: Asset }) =>
    void navigate({ to: "/statement", search: { ...days, asset, ...next }, replace: true });
  const both = roles.includes("creator") && roles.includes("viewer");
  return (
    <Page title={t.pages.statement} lead={texts.lead}>
      <div className="flex flex-wrap items-end gap-3 print:hidden">
        <Input
          type="date"
          label={texts.from}
          value={days.from}
          onChange={({ target }) => target.value !== "" && show({ from: target.value })}
        />
        <Input
          type="date"
          label={texts.to}
          value={days.to}
          onChange={({ target }) => target.value !== "" && show({ to: target.value })}
        />
        {both && (
          <Select
            label={texts.account}
            value={asset}
            onChange={({ target }) => show({ asset: target.value as Asset })}
            options={(["USD", "TOKEN"] as const).map((value) => ({ value, label: texts.accounts[value] }))}
          />
        )}
        <div className="flex flex-wrap gap-2">
          {PRESETS.map((preset) => (
            <Button key={preset} onClick={() => show(presetDays(preset, dayKey(new Date().toISOString())))}>
              {texts.presets[preset]}
            </Button>
          ))}
        </div>
      </div>
      {isRange(days) ? (
        <Statement days={days} asset={asset} />
      ) : (
        <p role="alert" className="text-back">
          {texts.wrong}
        </p>
      )}
    </Page>
  );
}

function Statement({ days, asset }: { days: DayRange; asset: Asset }) {
  const summary = useQuery(summaryQuery(days, asset));
  return (
    <>
      <Downloads days={days} asset={asset} />
      <p className="text-13 text-muted">{texts.zone(ownZone())}</p>
      <Loaded
        query={summary}
        skeleton={
          <Card>
            <StatsSkeleton />
          </Card>
        }
      >
        {(data) => <StatementTables summary={data} />}
      </Loaded>
    </>
  );
}

function Downloads({ days, asset }: { days: DayRange; asset: Asset }) {
  const save = useMutation({
    mutationFn: (format: "csv" | "pdf") => saveStatement(days, asset, format, language),
  });
  const busy = (format: "csv" | "pdf") => save.isPending && save.variables === format;
  return (
    <div className="flex flex-col gap-2 print:hidden">
      <div className="flex flex-wrap gap-2">
        <Button busy={busy("pdf")} onClick={() => save.mutate("pdf")}>
          {texts.pdf}
        </Button>
        <Button busy={busy("csv")} onClick={() => save.mutate("csv")}>
          {texts.csv}
        </Button>
        <Button onClick={() => window.print()}>{texts.print}</Button>
      </div>
      {save.isError && <Problem error={save.error} />}
    </div>
  );
}
