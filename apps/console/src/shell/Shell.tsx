import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import type { Role } from "../auth/session.ts";
import { t } from "../texts.ts";
import { HOME, PAGES } from "./areas.ts";
import { Bell } from "./Bell.tsx";
import { LiveLine } from "./LiveLine.tsx";
import { Logo } from "./Logo.tsx";
import { rememberArea } from "./last-area.ts";
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
        className="sr-only rounded-control bg-solid px-3 py-2 text-on-solid focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-10"
      >
        {t.skip}
      </a>
      <header id="head" className="border-b border-line bg-surface">
        <div className="mx-auto flex h-14 max-w-[1120px] items-center gap-2 px-4 sm:gap-6 sm:px-6">
          <Link to={HOME[area]} aria-label={t.home}>
            <Logo />
          </Link>
          <div className="ml-auto flex min-w-0 items-center gap-1 sm:gap-4">
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

/**
 * The navigation of an area. If it does not fit, its end fades, and the present page is scrolled into view.
 */
function Pages({ area }: { area: Role }) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // Depends on the path and on the width (a rotated phone).
  useEffect(() => {
    const list = nav.current;
    const shown = list?.querySelector<HTMLElement>("[aria-current=page]");
    if (!list || !shown) return;
    const watch = new ResizeObserver(() => {
      list.scrollLeft = shown.offsetLeft - (list.clientWidth - shown.offsetWidth) / 2;
    });
    watch.observe(list);
    return () => watch.disconnect();
  }, [pathname]);
  return (
    <nav
      ref={nav}
      aria-label={t.roles[area]}
      className="relative mx-auto max-w-[1120px] overflow-x-auto px-2 [scrollbar-width:none] max-md:mask-r-from-[calc(100%-2rem)] sm:px-4"
    >
      <ul className="flex w-max gap-1 max-md:pr-6">
        {PAGES[area].map(({ to, label }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === "/admin" }}
              className="flex h-10 items-center border-b-2 border-transparent px-2 text-14 whitespace-nowrap text-muted -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
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
