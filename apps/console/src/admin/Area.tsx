import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { lazy } from "../components/part.tsx";
import { useAdminLive } from "../live/admin.ts";
import { Shell } from "../shell/Shell.tsx";
import { loadTexts } from "../texts/chosen.ts";
import { integrityQuery } from "./queries.ts";

const FrozenBar = lazy(async () => {
  await loadTexts("admin-pages");
  return { default: (await import("./FrozenBar.tsx")).FrozenBar };
});

export function Area() {
  useAdminLive();
  return <Shell area="admin" bar={<Bar />} />;
}

/** On every admin page while payouts are frozen. */
function Bar() {
  const { data } = useQuery(integrityQuery);
  const freeze = data?.freeze;
  if (!freeze?.frozen) return null;
  return (
    <Suspense fallback={null}>
      <FrozenBar freeze={freeze} />
    </Suspense>
  );
}
