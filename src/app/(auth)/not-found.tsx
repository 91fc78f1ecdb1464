import { ButtonLink } from "#/components/ui/link.tsx";
import { AuthPage } from "#/features/auth/auth-page.tsx";

/** A link that never was one, or has ended: which of the two it is, its status says. */
export default function NothingOpens() {
  return (
    <AuthPage title="This link does not open">
      <p className="mb-6 text-lead text-ink-2">
        It is not complete, or it was used, taken back, or left for too long. Ask for a new one where it came from.
      </p>
      <ButtonLink href="/sign-in">To the sign-in page</ButtonLink>
    </AuthPage>
  );
}
