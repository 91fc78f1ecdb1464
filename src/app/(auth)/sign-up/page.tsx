import type { Metadata } from "next";
import { headers } from "next/headers";
import { Logo } from "#/components/shell/logo.tsx";
import { TextLink } from "#/components/ui/link.tsx";
import { countryTerms } from "#/domain/countries.ts";
import { trialDays } from "#/domain/subscription.ts";
import { SignUpForm } from "#/features/auth/sign-up-form.tsx";
import { sessionOf } from "#/server/auth.ts";

export const metadata: Metadata = { title: "Sign up" };

/** The country of `en-US,en;q=0.9`: a first guess, which the device's clock betters. */
const countryOf = (languages: string | null): string => {
  const region = /^[a-z]{2,3}-([A-Z]{2})\b/.exec(languages ?? "")?.[1] ?? "";
  return countryTerms(region) === undefined ? "GB" : region;
};

export default async function SignUpPage() {
  const given = await headers();
  const session = await sessionOf(given);
  return (
    <main className="flex min-h-dvh items-start justify-center px-5 pt-[7vh] pb-10">
      <div className="w-full max-w-[440px]">
        <Logo className="mb-8" />
        <h1 className="mb-1 text-customer-title">Sign up your workshop</h1>
        <p className="mb-6 text-lead-sm text-ink-2">
          {trialDays} days on trial with everything in it; no card is asked for.{" "}
          {session === null ? (
            <>
              Already here? <TextLink href="/sign-in">Sign in</TextLink>
            </>
          ) : (
            `You are signed in as ${session.email}: with that address and its password the new workshop is added to your account.`
          )}
        </p>
        <SignUpForm country={countryOf(given.get("accept-language"))} email={session?.email ?? ""} />
      </div>
    </main>
  );
}
