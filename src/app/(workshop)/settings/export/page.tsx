import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ExportScreen } from "#/features/exports/export-screen.tsx";
import { viewer } from "#/trpc/server.tsx";

export const metadata: Metadata = { title: "Export" };

export default async function ExportPage() {
  const { permissions } = await viewer();
  if (!permissions.has("export.run")) notFound();
  return <ExportScreen />;
}
