import { useState } from "react";
import { Card } from "../components/Card.tsx";
import { Select } from "../components/Field.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { AuditTable } from "./AuditTable.tsx";
import { PersonInput } from "./PersonInput.tsx";
import type { AuditFilter } from "./queries.ts";

export function AuditPage() {
  const [filter, setFilter] = useState<AuditFilter>({});
  const text = (name: "actor" | "object") => ({
    onBlur: (event: React.FocusEvent<HTMLInputElement>) =>
      setFilter((now) => ({ ...now, [name]: event.target.value.trim() })),
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) =>
      event.key === "Enter" && event.currentTarget.blur(),
  });
  return (
    <Page title={t.audit.title} lead={t.audit.lead}>
      <form
        aria-label={t.audit.filter}
        className="grid gap-4 sm:grid-cols-3"
        onSubmit={(event) => event.preventDefault()}
      >
        <Select
          label={t.audit.filterAction}
          value={filter.action ?? ""}
          onChange={(event) => setFilter((now) => ({ ...now, action: event.target.value }))}
          options={[
            { value: "", label: t.audit.anyAction },
            ...Object.entries(t.audit.actions).map(([value, label]) => ({ value, label })),
          ]}
        />
        <PersonInput label={t.audit.filterActor} {...text("actor")} />
        <PersonInput label={t.audit.filterObject} {...text("object")} />
      </form>
      <Card flush>
        <AuditTable filter={filter} none={t.audit.none} noneHint={t.audit.noneHint} />
      </Card>
    </Page>
  );
}
