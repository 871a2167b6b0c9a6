import { Link, Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import type { Role } from "../auth/session.ts";
import { t } from "../texts.ts";
import { HOME } from "./areas.ts";
import { Bell } from "./Bell.tsx";
import { LiveLine } from "./LiveLine.tsx";
import { Logo } from "./Logo.tsx";
import { rememberArea } from "./last-area.ts";
import { Pages } from "./Pages.tsx";
import { PersonMenu } from "./PersonMenu.tsx";
import { usePageFocus } from "./use-page-focus.ts";

interface ShellProps {
  area: Role;
  aside?: ReactNode;
  bar?: ReactNode;
}

/** The frame of every page of an area. */
export function Shell({ area, aside, bar }: ShellProps) {
  const main = useRef<HTMLElement>(null);
  usePageFocus(main);
  useEffect(() => rememberArea(area), [area]);
  return (
    <>
      <a
        href="#main"
        className="sr-only rounded-control bg-solid px-3 py-2 text-on-solid focus:not-sr-only focus:absolute focus:top-2 focus:start-2 focus:z-10"
      >
        {t.skip}
      </a>
      <header id="head" className="border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-[1120px] items-center gap-2 px-4 sm:gap-6 sm:px-6">
          <Link to={HOME[area]} aria-label={t.home}>
            <Logo />
          </Link>
          <div className="ms-auto flex min-w-0 items-center gap-1 sm:gap-4">
            {aside}
            <Bell />
            <PersonMenu area={area} />
          </div>
        </div>
        <Pages area={area} />
      </header>
      {bar}
      <LiveLine />
      <main
        ref={main}
        id="main"
        tabIndex={-1}
        className="mx-auto max-w-[1120px] px-4 py-6 outline-none sm:px-6 sm:py-8"
      >
        <Outlet />
      </main>
    </>
  );
}

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, lead, actions, children }: PageProps) {
  return (
    <div className="flex flex-col gap-5">
      <title>{`${title} · Metercast`}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-20 font-semibold tracking-tight">{title}</h1>
          {lead !== undefined && <p className="text-muted">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}
