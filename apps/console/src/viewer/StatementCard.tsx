import { useMutation } from "@tanstack/react-query";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Problem } from "../components/states.tsx";
import { language } from "../format/locale.ts";
import { ownZone } from "../format/time.ts";
import { saveStatement } from "../statement/queries.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { lastDays } from "./money-queries.ts";

type Format = "csv" | "pdf";

/** The chosen days as a file. */
export function StatementCard({ days }: { days: number }) {
  const words = viewerMoney.statement;
  const save = useMutation({
    mutationFn: (format: Format) => saveStatement(lastDays(days), "TOKEN", format, language),
  });
  const busy = (format: Format) => save.isPending && save.variables === format;
  return (
    <Card title={words.title}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{words.hint(ownZone())}</p>
        <div className="flex flex-wrap gap-3">
          <Button busy={busy("csv")} onClick={() => save.mutate("csv")}>
            {words.csv}
          </Button>
          <Button busy={busy("pdf")} onClick={() => save.mutate("pdf")}>
            {words.pdf}
          </Button>
        </div>
        {save.isError && <Problem error={save.error} />}
      </div>
    </Card>
  );
}
