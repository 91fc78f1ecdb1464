"use client";

import dynamic from "next/dynamic";
import { TechnicianScreen } from "#/features/technician/technician-lazy.tsx";

const NotesPanel = dynamic(() => import("#/features/notes/notes-panel.tsx").then((file) => file.NotesPanel));

/** A technician's own cards with what was written on them. Both in bundles of their own: the board does not carry them. */
export function TechnicianWithNotes({ branchId }: { branchId: string }) {
  return (
    <TechnicianScreen
      branchId={branchId}
      notes={({ id, branch }) => <NotesPanel className="mt-5" jobCardId={id} key={id} zone={branch.zone} />}
    />
  );
}
