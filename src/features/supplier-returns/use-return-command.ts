import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#/trpc/client.tsx";
import { useCommand } from "#/trpc/use-command.ts";

/** One command about a return; all that shows stock is read again. */
export const useReturnCommand = () => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useCommand(async () => {
    await queries.invalidateQueries(trpc.supplierReturn.pathFilter());
    void queries.invalidateQueries(trpc.part.pathFilter());
    void queries.invalidateQueries(trpc.operation.pathFilter());
  });
};
