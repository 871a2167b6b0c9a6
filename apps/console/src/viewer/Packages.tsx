import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { Money } from "../components/Money.tsx";
import { Said } from "../components/Said.tsx";
import { Loaded, Loading, Problem, Skeleton } from "../components/states.tsx";
import { tokens, usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { packagesQuery } from "./queries.ts";

type TokenPackage = Schemas["TokenPackage"];

/** Buys in another window, so that the stream continues. */
function useTopUp() {
  const keys = useRef(new Map<string, string>());
  return useMutation({
    mutationFn: async ({ id, beside }: { id: string; beside: Window | null }) => {
      const key = keys.current.get(id) ?? newKey();
      keys.current.set(id, key);
      try {
        const topUp = await take(
          api.post("/api/wallet/top-ups", {
            idempotencyKey: key,
            body: { package_id: id, return_url: `${location.origin}/paid` },
          }),
        );
        // The next click is another purchase.
        keys.current.delete(id);
        if (beside) beside.location.href = topUp.url;
        else location.assign(topUp.url);
      } catch (error) {
        beside?.close();
        throw error;
      }
    },
  });
}

export const PACKAGES = "packages";

export function Packages({ titled = true }: { titled?: boolean }) {
  const packages = useQuery(packagesQuery);
  const topUp = useTopUp();
  const buy = ({ id }: TokenPackage) => {
    // Opened in the click handler: browsers block windows opened after a response.
    const beside = window.open("about:blank", "_blank");
    if (beside) beside.opener = null;
    topUp.mutate({ id, beside });
  };
  return (
    <div id={titled ? PACKAGES : undefined} className="flex flex-col gap-2.5">
      {titled && <h2 className="text-14 font-semibold">{t.topUp.title}</h2>}
      <Loaded query={packages} skeleton={<PackagesSkeleton />}>
        {({ data }) => (
          <ul className="flex flex-col gap-2">
            {data.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  disabled={topUp.isPending}
                  onClick={() => buy(one)}
                  className="relative flex w-full items-baseline justify-between gap-3 rounded-control border border-line-strong bg-surface px-4 py-2.5 transition-colors duration-100 hover:border-accent hover:bg-accent-soft disabled:opacity-60"
                >
                  <Said>{t.topUp.buy}</Said>
                  <Money amount={tokens(one.tokens)} word className="font-medium" />
                  <Said>{t.topUp.for}</Said>
                  <Money amount={usd(one.price)} className="text-muted" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {topUp.isError && <Problem error={topUp.error} />}
      <p className="text-13 text-muted">{topUp.isSuccess ? t.topUp.opened : t.topUp.how}</p>
    </div>
  );
}

function PackagesSkeleton() {
  return (
    <Loading>
      <div className="flex flex-col gap-2">
        {["a", "b", "c"].map((place) => (
          <Skeleton key={place} className="h-11" />
        ))}
      </div>
    </Loading>
  );
}
