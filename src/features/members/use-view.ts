import { useMutation } from "@tanstack/react-query";
import { toast } from "#/components/ui/toast-store.ts";
import type { Role } from "#/domain/permissions.ts";
import { useTRPC } from "#/trpc/client.tsx";
import { errorOf } from "#/trpc/error.ts";
import { useIdempotencyKey } from "#/trpc/idempotency.ts";

/** Everything on screen is another role's from here on: the page is loaded anew. */
export const useView = () => {
  const trpc = useTRPC();
  const key = useIdempotencyKey();
  const view = useMutation(
    trpc.member.viewAs.mutationOptions({
      onSuccess: () => window.location.assign("/board"),
      onError: (error) => {
        key.renew();
        toast(errorOf(error)?.sentence ?? "", { mark: "bad", seconds: 10 });
      },
    }),
  );
  return { pending: view.isPending, as: (role: Role | null) => view.mutate({ role, idempotencyKey: key.current }) };
};
