import type { Metadata } from "next";
import { roleWords } from "#/domain/role-words.ts";
import { AcceptForm } from "#/features/auth/accept-form.tsx";
import { AuthPage } from "#/features/auth/auth-page.tsx";
import { openLink } from "../../links.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await openLink((caller) => caller.invitation.byToken({ token }));
  const { email, role, tenantName, branchNames, invitedBy, hasAccount, signedIn } = invitation;
  return (
    <AuthPage
      sub={
        <>
          <p>
            {invitedBy} invites <b className="break-all font-strong text-ink">{email}</b> as{" "}
            {roleWords[role].toLowerCase()}
            {branchNames.length === 0 ? "" : `, at ${branchNames.join(" and ")}`}.
          </p>
          {hasAccount ? <p className="mt-2">This address has an account already: you join with it.</p> : null}
        </>
      }
      title={`Join ${tenantName}`}
    >
      <AcceptForm email={email} hasAccount={hasAccount} signedIn={signedIn} token={token} />
    </AuthPage>
  );
}
