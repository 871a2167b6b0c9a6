import { Card } from "../components/Card.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { AuditTable } from "./AuditTable.tsx";
import { NewAdjustment } from "./NewAdjustment.tsx";

/** Adjustments by hand, and earlier ones. */
export function AdjustmentsPage() {
  return (
    <Page title={t.adjust.title} lead={t.adjust.lead}>
      <NewAdjustment />
      <Card title={t.adjust.recent} flush>
        <AuditTable
          filter={{ action: "adjustment.posted" }}
          none={t.adjust.none}
          noneHint={t.adjust.noneHint}
        />
      </Card>
    </Page>
  );
}
