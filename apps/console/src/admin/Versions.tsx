import type { ReactNode } from "react";
import { Ago } from "../components/Time.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import type { Version } from "./payout-types.ts";

const texts = adminPayouts.policies;

interface VersionsProps<T extends Version> {
  versions: readonly T[];
  children: (version: T) => ReactNode;
}

/** Who changed a policy, when, to what and why; newest first. */
export function Versions<T extends Version>({ versions, children }: VersionsProps<T>) {
  return (
    <div className="border-t border-line">
      <h3 className="px-5 pt-4 pb-2 text-13 font-medium text-muted">{texts.history}</h3>
      {versions.length === 0 ? (
        <p className="px-5 pb-4 text-13 text-muted">{texts.noHistory}</p>
      ) : (
        <ul className="text-13">
          {versions.map((version) => (
            <li
              key={`${version.version} ${version.at ?? ""} ${version.actor_id ?? ""}`}
              className="border-t border-line px-5 py-3 first:border-0"
            >
              {children(version)}
              <p className="text-muted">
                {version.at !== null && <Ago at={version.at} />}
                {version.actor_id && ` ${texts.by(version.actor_id)}`}
                {version.confirmed_by && `, ${version.confirmed_by}`}
              </p>
              {version.reason && <q className="break-words text-muted">{version.reason}</q>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
