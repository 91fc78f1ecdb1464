import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Logo } from "#/components/shell/logo.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { safeNext } from "#/features/auth/safe-next.ts";
import { SignInForm } from "#/features/auth/sign-in-form.tsx";
import { memberOf, sessionOf } from "#/server/auth.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = safeNext((await searchParams).next);
  // Someone without a membership must be able to sign in as somebody else.
  const session = await sessionOf(await headers());
  if (session !== null && (await memberOf(session)) !== null) redirect(next);
  return (
    <main className="flex min-h-dvh items-start justify-center px-5 pt-[14vh] pb-10">
      <div className="w-full max-w-[380px]">
        <Logo className="mb-8" />
        <h1 className="mb-1 text-customer-title">Sign in</h1>
        <p className="mb-6 text-lead-sm text-ink-2">With the e-mail address the workshop knows.</p>
        <SignInForm next={next} />
        <p className="mt-4 text-lead-sm text-ink-2">
          A workshop of your own? <TextLink href="/sign-up">Sign up</TextLink>
        </p>
      </div>
    </main>
  );
}
