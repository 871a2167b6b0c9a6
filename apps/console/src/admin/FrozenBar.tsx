import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { Ago } from "../components/Time.tsx";
import { t } from "../texts.ts";

/** Who froze payouts, when and why. */
export function FrozenBar({ freeze }: { freeze: NonNullable<Schemas["Integrity"]["freeze"]> }) {
  const who = freeze.by === "integrity" || freeze.by === null ? t.integrity.automatic : freeze.by;
  return (
    <section aria-label={t.integrity.frozen} className="border-b border-back bg-back-soft text-back">
      <p className="mx-auto flex max-w-[1120px] flex-wrap items-baseline gap-x-2 px-4 py-2 sm:px-6">
        <strong className="font-semibold">{t.integrity.frozen}</strong>
        <span>
          {t.integrity.frozenBy(who)}
          {freeze.at && (
            <>
              , <Ago at={freeze.at} />
            </>
          )}
        </span>
        {freeze.reason && <q className="break-words">{freeze.reason}</q>}
        <Link to="/admin/integrity" className="ms-auto font-medium underline underline-offset-4">
          {t.integrity.look}
        </Link>
      </p>
    </section>
  );
}
