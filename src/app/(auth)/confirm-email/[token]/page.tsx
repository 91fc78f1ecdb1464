import type { Metadata } from "next";
import { AuthPage } from "#/features/auth/auth-page.tsx";
import { ConfirmEmailForm } from "#/features/auth/confirm-email-form.tsx";
import { openLink } from "../../links.ts";

export const metadata: Metadata = { title: "Confirm address", referrer: "no-referrer" };

export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { email } = await openLink((caller) => caller.account.emailLink({ token }));
  return (
    <AuthPage
      sub={
        <>
          You will sign in with <b className="break-all font-strong text-ink">{email}</b>.
        </>
      }
      title="Confirm this address"
    >
      <ConfirmEmailForm email={email} token={token} />
    </AuthPage>
  );
}
