import type { Metadata } from "next";
import { AuthPage } from "#/features/auth/auth-page.tsx";
import { NewPasswordForm } from "#/features/auth/new-password-form.tsx";
import { openLink } from "../../links.ts";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { email } = await openLink((caller) => caller.account.passwordLink({ token }));
  return (
    <AuthPage
      sub={
        <>
          For <b className="break-all font-strong text-ink">{email}</b>. Every browser that was signed in is signed out.
        </>
      }
      title="Choose a new password"
    >
      <NewPasswordForm email={email} token={token} />
    </AuthPage>
  );
}
