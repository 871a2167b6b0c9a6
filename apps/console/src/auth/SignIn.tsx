import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { Problem } from "../components/states.tsx";
import { setup } from "../setup.ts";
import { Logo } from "../shell/Logo.tsx";
import { connection } from "../texts/connection.ts";
import { t } from "../texts.ts";
import { signInAs } from "./demo.ts";
import { isSessionOver, ROLES, type Role } from "./session.ts";
import { signInAtProvider, signInFailed } from "./sign-in.ts";

interface SignInProps {
  /** The area of the requested page: the demo lists that persona first. */
  role?: Role | undefined;
  onSignedIn?: ((role: Role) => void) | undefined;
}

/** Sign-in: in the demo a choice of personas, in production the link to the provider. */
export function SignIn({ role, onSignedIn }: SignInProps) {
  const { auth } = setup();
  const over = isSessionOver();
  const title = over ? connection.sessionOver.title : t.signIn.title;
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-8 px-4 py-10">
      <title>{`${title} · Metercast`}</title>
      <Logo />
      <div className="flex flex-col gap-2">
        <h1 className="text-28 font-semibold tracking-tight">{title}</h1>
        <p role={over ? "alert" : undefined} className="text-16 text-muted">
          {over ? connection.sessionOver.lead : t.signIn.lead[auth.kind]}
        </p>
      </div>
      {auth.kind === "demo" && <Personas role={role} onSignedIn={onSignedIn} />}
      {auth.kind === "oidc" && <Provider />}
    </main>
  );
}

function Personas({ role, onSignedIn }: SignInProps) {
  const [chosen, setChosen] = useState<Role>();
  const [error, setError] = useState<unknown>();
  const order = role === undefined ? ROLES : [role, ...ROLES.filter((one) => one !== role)];
  const choose = async (persona: Role) => {
    setChosen(persona);
    setError(undefined);
    try {
      await signInAs(persona);
      onSignedIn?.(persona);
    } catch (failure) {
      setError(failure);
      setChosen(undefined);
    }
  };
  return (
    <div className="flex flex-col gap-3">
      {error !== undefined && <Problem error={error} />}
      {order.map((persona) => (
        <button
          key={persona}
          type="button"
          disabled={chosen !== undefined}
          aria-busy={chosen === persona || undefined}
          onClick={() => choose(persona)}
          className="flex flex-col items-start gap-0.5 rounded-card border border-line bg-surface px-5 py-4 text-start transition-colors duration-100 hover:border-accent hover:bg-accent-soft disabled:opacity-60"
        >
          <span className="text-16 font-semibold">{t.signIn.personas[persona].title}</span>
          <span className="text-muted">{t.signIn.personas[persona].lead}</span>
        </button>
      ))}
    </div>
  );
}

function Provider() {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signInAtProvider(location.pathname + location.search).catch((failure: unknown) => {
      setError(failure);
      setBusy(false);
    });
  };
  return (
    <div className="flex flex-col items-start gap-3">
      {error !== undefined && <Problem error={error} />}
      {error === undefined && signInFailed() && (
        <p role="alert" className="rounded-control bg-back-soft px-4 py-3 font-medium text-back">
          {t.signIn.failed}
        </p>
      )}
      <Button kind="primary" busy={busy} onClick={leave}>
        {t.signIn.toProvider}
      </Button>
    </div>
  );
}
