import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { KitProvider } from "#/components/kit-provider.tsx";
import { themeCookie } from "#/components/shell/theme.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Pitlane", template: "%s · Pitlane" },
  description: "Job cards, stock and invoices of a vehicle service centre.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#181c1b" },
  ],
};

/** A theme chosen by hand is a cookie, so the first byte already has it and nothing flashes. */
const chosenTheme = async (): Promise<"light" | "dark" | undefined> => {
  const value = (await cookies()).get(themeCookie)?.value;
  return value === "light" || value === "dark" ? value : undefined;
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request keeps every page dynamic, which a nonce per response needs.
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html data-theme={await chosenTheme()} lang="en-GB">
      <body>
        <KitProvider nonce={nonce}>{children}</KitProvider>
      </body>
    </html>
  );
}
