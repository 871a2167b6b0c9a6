import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ago } from "../components/Time.tsx";
import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { integrityQuery } from "./queries.ts";

export function Area() {
  useLive("admin");
  return <Shell area="admin" bar={<FrozenBar />} />;
}

/** The banner on every admin page while payouts are frozen. */
function FrozenBar() {
  const { data } = useQuery(integrityQuery);
  const freeze = data?.freeze;
  if (!freeze?.frozen) return null;
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
        <Link to="/admin/integrity" className="ml-auto font-medium underline underline-offset-4">
          {t.integrity.look}
        </Link>
      </p>
    </section>
  );
}
