import type { Metadata } from "next";
import { AuthPage } from "#/features/auth/auth-page.tsx";
import { ForgottenForm } from "#/features/auth/forgotten-form.tsx";

export const metadata: Metadata = { title: "Forgotten password" };

export default function ForgottenPasswordPage() {
  return (
    <AuthPage sub="A mail brings a link by which you choose a new one." title="Forgotten password">
      <ForgottenForm />
    </AuthPage>
  );
}
