import { useMutation } from "@tanstack/react-query";
import { identity } from "../auth/session.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Problem } from "../components/states.tsx";
import { ownZone } from "../format/time.ts";
import { viewerMoney } from "../texts/viewer-money.ts";
import { lastDays } from "./money-queries.ts";

type Format = "csv" | "pdf";

/** The chosen days as a file, fetched so that the token stays in its header. */
async function download(days: number, format: Format): Promise<void> {
  const { from, to, zone } = lastDays(days);
  const query = new URLSearchParams({ from, to, zone, format });
  const response = await fetch(`/api/statements?${query}`, {
    headers: { Authorization: `Bearer ${identity()?.token}` },
  });
  if (!response.ok) throw new Error(response.statusText);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `metercast-${from}-${to}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export function StatementCard({ days }: { days: number }) {
  const words = viewerMoney.statement;
  const save = useMutation({ mutationFn: (format: Format) => download(days, format) });
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
