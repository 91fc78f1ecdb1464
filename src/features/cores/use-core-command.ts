import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "#/trpc/use-command.ts";

/** One command about a core; the list and the core are read again. */
export const useCoreCommand = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useCommand(async () => {
    await queries.invalidateQueries(trpc.core.pathFilter());
    void queries.invalidateQueries(trpc.operation.pathFilter());
  });
};
