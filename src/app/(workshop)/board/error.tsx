"use client";

import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { FailedPart } from "#/components/ui/states.tsx";

/** The cards did not come: the app bar and the rest of the workshop still work. */
export default function BoardError({ retry }: { retry: () => void }) {
  const { reset } = useQueryErrorResetBoundary();
  return (
    <div className="mx-auto w-full max-w-[520px] p-4 pt-16">
      <h1 className="mb-3 text-screen-title">Board</h1>
      <FailedPart
        onRetry={() => {
          reset();
          retry();
        }}
        title="The cards did not load."
      >
        Nothing is lost, and what others do meanwhile is kept.
      </FailedPart>
    </div>
  );
}
