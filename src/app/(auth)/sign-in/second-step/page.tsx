import type { Metadata } from "next";
import { AuthPage } from "#/features/auth/auth-page.tsx";
import { safeNext } from "#/features/auth/safe-next.ts";
import { SecondStepForm } from "#/features/auth/second-step-form.tsx";

export const metadata: Metadata = { title: "Second step" };

export default async function SecondStepPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  return (
    <AuthPage sub="Your password was right. Open the authenticator app on your phone." title="Second step">
      <SecondStepForm next={safeNext(next)} />
    </AuthPage>
  );
}
