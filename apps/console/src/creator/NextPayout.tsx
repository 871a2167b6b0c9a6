import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Schedule } from "../api/payouts.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, cents, usd } from "../format/money.ts";
import { dateText, longDateText } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { summaryQuery } from "./queries.ts";

const texts = payouts.schedule;

/** The day of the next run, about how much it would be, and the switch that pauses it. */
export function NextPayout({ schedule }: { schedule: Schedule }) {
  const { cadence, paused_by: paused } = schedule;
  return (
    <Card title={texts.next} aside={cadence !== "manual" && <PauseSwitch paused={paused} />}>
      {cadence === "manual" ? (
        <div>
          <p className="font-medium">{texts.none}</p>
          <p className="text-muted">{texts.noneHint}</p>
        </div>
      ) : paused !== null ? (
        <div className="flex flex-col items-start gap-2">
          <Badge tone="held">{texts.paused[paused] ?? paused}</Badge>
          <p className="text-muted">{texts.pausedHint[paused] ?? texts.pausedHint.admin}</p>
        </div>
      ) : (
        <Coming schedule={schedule} />
      )}
    </Card>
  );
}

function Coming({ schedule }: { schedule: Schedule }) {
  const { next_run: next, minimum, retain, waits_for: waits } = schedule;
  const { data: summary } = useQuery(summaryQuery);
  const available = summary ? usd(summary.withdrawal.maximum).minor : undefined;
  const rest = available === undefined ? undefined : available - (retain ? usd(retain).minor : 0n);
  const enough = rest !== undefined && rest >= (minimum ? usd(minimum).minor : 0n);
  return (
    <div>
      <p className="text-20 font-semibold tracking-tight">
        {next === null ? (
          texts.threshold(minimum ? amountText(usd(minimum)) : "")
        ) : (
          <time dateTime={next.date} title={longDateText(next.date.slice(0, 10))}>
            {dateText(next.date.slice(0, 10))}
          </time>
        )}
      </p>
      {waits && <p className="text-held">{payouts.runs.reasons[waits] ?? waits}</p>}
      {rest !== undefined && (
        <p className="figures text-muted">
          {enough
            ? texts.about(amountText(cents(rest)))
            : texts.notEnough(amountText(cents(rest > 0n ? rest : 0n)))}
        </p>
      )}
    </div>
  );
}

/** Only an admin ends an admin's pause. */
function PauseSwitch({ paused }: { paused: string | null }) {
  const cache = useQueryClient();
  const turn = useMutation({
    mutationFn: (act: "pause" | "resume") => ask<Schedule>("post", `/api/payout-schedule/${act}`),
    onSuccess: async (_, act) => {
      announce(act === "pause" ? texts.isPaused : texts.isResumed);
      const changed = ["payout-schedule", "payout-calendar"];
      await Promise.all(changed.map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
  if (paused !== null && paused !== "creator") return null;
  const act = paused === null ? "pause" : "resume";
  return (
    <div className="flex flex-col items-end gap-2">
      <Button size="s" busy={turn.isPending} onClick={() => turn.mutate(act)}>
        {texts[act]}
      </Button>
      {turn.isError && <Problem error={turn.error} />}
    </div>
  );
}
