import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { SignIn } from "../auth/SignIn.tsx";
import { type Role, useIdentity } from "../auth/session.ts";
import { signOut } from "../auth/sign-in.ts";
import { Button } from "../components/Button.tsx";
import { setup } from "../setup.ts";
import { t } from "../texts.ts";
import { HOME } from "./areas.ts";
import { Logo } from "./Logo.tsx";

/** Only people with the area's role see it. The gateway checks every request. */
export function Gate({ role, children }: { role: Role; children: ReactNode }) {
  const who = useIdentity();
  if (!who) return <SignIn role={role} />;
  if (!who.roles.includes(role)) return <NoPermission role={role} />;
  return children;
}

function NoPermission({ role }: { role: Role }) {
  const navigate = useNavigate();
  const who = useIdentity();
  const own = who?.roles[0];
  return (
    <Lost title={t.noPermission.title} lead={t.noPermission.lead(who?.name ?? "", t.roles[role])}>
      {own && (
        <Button kind="primary" onClick={() => navigate({ to: HOME[own] })}>
          {t.noPermission.home}
        </Button>
      )}
      <Button onClick={() => signOut()}>
        {setup().auth.kind === "demo" ? t.noPermission.otherPersona : t.noPermission.otherAccount}
      </Button>
    </Lost>
  );
}

export function NotFound() {
  const navigate = useNavigate();
  return (
    <Lost title={t.notFound.title} lead={t.notFound.lead}>
      <Button kind="primary" onClick={() => navigate({ to: "/" })}>
        {t.notFound.home}
      </Button>
    </Lost>
  );
}

/** A page for people without the role, with links to their own areas. */
export function Lost({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-6 px-4 py-10">
      <title>{`${title} · Metercast`}</title>
      <Logo />
      <div className="flex flex-col gap-2">
        <h1 className="text-28 font-semibold tracking-tight">{title}</h1>
        <p className="text-16 text-muted">{lead}</p>
      </div>
      <div className="flex flex-wrap gap-3">{children}</div>
    </main>
  );
}
