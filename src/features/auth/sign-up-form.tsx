"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "#/components/ui/button.tsx";
import { Field } from "#/components/ui/field.tsx";
import { Glyph } from "#/components/ui/glyph.tsx";
import { Input } from "#/components/ui/input.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { useDraft } from "#/components/ui/use-draft.ts";
import { countries, countryOfZone, countryTerms, languageName, zoneCity } from "#/domain/countries.ts";
import { formatRate } from "#/domain/money.ts";
import { machineZone } from "#/domain/time.ts";
import { signIn } from "./sign-in.ts";
import {
  acceptText,
  emptyText,
  moveTo,
  newKey,
  type SignUpErrors,
  type SignUpField,
  type SignUpText,
  signUp,
  whatFails,
} from "./sign-up.ts";

type TextField = Exclude<SignUpField, "password" | "country" | "zone" | "language">;

/** The workshop, its first branch, and who owns it: one screen, one button. A refusal keeps all that was typed. */
export function SignUpForm({ country, email }: { country: string; email: string }) {
  const draft = useDraft("sign-up", { ...emptyText(country), email }, acceptText);
  const text = draft.value;
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [errors, setErrors] = useState<SignUpErrors>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const touched = useRef(false);
  const terms = countryTerms(text.country);

  const { restoredAt, set } = draft;
  useEffect(() => {
    // The clock of this device knows better than its language where it stands.
    const here = countryOfZone(machineZone());
    if (here === undefined || touched.current || restoredAt !== null) return;
    touched.current = true;
    set({ ...moveTo({ ...emptyText(here.code), email }, here.code), zone: machineZone() });
  }, [restoredAt, set, email]);

  const change = (next: SignUpText, field: SignUpField): void => {
    touched.current = true;
    set(next);
    setRefusal(null);
    setErrors(({ [field]: _, ...rest }) => rest);
  };
  const show = (failing: SignUpErrors): void => {
    setErrors(failing);
    const first = [...(form.current?.elements ?? [])].find(
      (element) => element.getAttribute("name") !== null && Object.hasOwn(failing, element.getAttribute("name") ?? ""),
    );
    if (first instanceof HTMLElement) first.focus();
  };

  const submit = async (): Promise<void> => {
    // What a password manager filled in before the page was ready is in the field, not yet in the state.
    const typed = new FormData(form.current ?? undefined);
    const given = String(typed.get("password") ?? "");
    setPassword(given);
    const asked = { ...text, email: String(typed.get("email") ?? text.email), key: text.key || newKey() };
    const failing = whatFails(asked, given);
    if (Object.keys(failing).length > 0) return show(failing);
    set(asked);
    setBusy(true);
    setRefusal(null);
    const made = await signUp(asked, given);
    if (!made.ok) {
      setBusy(false);
      setRefusal(made.sentence);
      return show(made.fields);
    }
    const signedIn = await signIn(asked.email.trim(), given, made.tenantId);
    draft.clear();
    // The workshop is there in any case; where a second factor is asked for, the door asks.
    window.location.assign(signedIn.ok ? "/board" : "/sign-in");
  };

  const line = (field: TextField, label: string, rest: Partial<Parameters<typeof Input>[0]> & { hint?: ReactNode }) => {
    const { hint, ...input } = rest;
    return (
      <Field error={errors[field]} hint={hint} label={label} required={field !== "phone"}>
        {(control) => (
          <Input
            {...control}
            {...input}
            name={field}
            onChange={(event) => change({ ...text, [field]: event.target.value }, field)}
            size="lg"
            value={text[field]}
          />
        )}
      </Field>
    );
  };
  const choice = (
    field: "country" | "zone" | "language",
    label: string,
    options: readonly (readonly [string, string])[],
    hint?: string,
  ) => (
    <Field hint={hint} label={label}>
      {(control) => (
        <NativeSelect
          {...control}
          name={field}
          onChange={({ target: { value } }) =>
            change(field === "country" ? moveTo(text, value) : { ...text, [field]: value }, field)
          }
          size="lg"
          value={text[field]}
        >
          {options.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );

  return (
    // `post`, so that a press before the script is ready can never put the password into an address.
    <form
      className="flex flex-col gap-8"
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
      ref={form}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-3 font-strong text-lead">The workshop</legend>
        {line("tenantName", "Workshop name", { autoComplete: "organization", hint: "As customers know it" })}
        {choice(
          "country",
          "Country",
          countries.map(({ code, name }) => [code, name]),
          terms &&
            `Prices in ${terms.currency}, ${terms.taxName} ${formatRate(terms.taxRatesBp[0] ?? 0)}, ${terms.odometerUnit === "mi" ? "miles" : "kilometres"}. Settings change all of it.`,
        )}
        {terms && terms.zones.length > 1
          ? choice(
              "zone",
              "Clock",
              terms.zones.map((zone) => [zone, `${zoneCity(zone)} time`]),
            )
          : null}
        {terms && terms.languages.length > 1
          ? choice(
              "language",
              "Language of amounts",
              terms.languages.map((language) => [language, languageName(language)]),
              "How sums are written on invoices",
            )
          : null}
        <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-x-3">
          {line("branchName", "First branch", { hint: "The street it stands in, say" })}
          {line("bays", "Bays", { inputMode: "numeric" })}
        </div>
        {line("labourRate", "What an hour of work costs", {
          end: terms?.currency,
          hint:
            terms?.taxMode === "INCLUSIVE"
              ? `With ${terms.taxName}, as on the sign`
              : `Before ${terms?.taxName ?? "tax"}`,
          inputMode: "decimal",
        })}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-3 font-strong text-lead">You</legend>
        {line("name", "Your name", { autoComplete: "name" })}
        {line("email", "E-mail", {
          autoCapitalize: "none",
          autoComplete: "username",
          inputMode: "email",
          spellCheck: false,
          type: "email",
        })}
        {line("phone", "Mobile number, if you like", {
          autoComplete: "tel",
          hint: "Urgent alerts come as texts",
          inputMode: "tel",
          type: "tel",
        })}
        <Field
          error={errors.password}
          hint="10 characters or more. With an account already: its password."
          label="Password"
          required
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="new-password"
              end={
                <button
                  aria-label={shown ? "Hide the password" : "Show the password"}
                  aria-pressed={shown}
                  className="touch-target relative -mr-1 inline-flex size-8 items-center justify-center rounded-control hover:text-ink"
                  onClick={() => setShown(!shown)}
                  type="button"
                >
                  {shown ? (
                    <EyeOff aria-hidden size={18} strokeWidth={1.75} />
                  ) : (
                    <Eye aria-hidden size={18} strokeWidth={1.75} />
                  )}
                </button>
              }
              name="password"
              onChange={(event) => {
                setPassword(event.target.value);
                setRefusal(null);
                setErrors(({ password: _, ...rest }) => rest);
              }}
              size="lg"
              type={shown ? "text" : "password"}
              value={password}
            />
          )}
        </Field>
      </fieldset>
      <div>
        <Button busy={busy && "Setting up the workshop"} className="w-full" look="primary" size="lg" type="submit">
          Start the trial
        </Button>
        {/* Below the button, which must not move away from the pointer. */}
        <div className="mt-2 min-h-14" role="alert">
          {refusal ? (
            <p className="flex gap-2 rounded-control bg-bad-soft px-3 py-2.5">
              <Glyph className="mt-0.5" shape="octagon" tone="bad" />
              <span>{refusal}</span>
            </p>
          ) : null}
        </div>
      </div>
    </form>
  );
}
