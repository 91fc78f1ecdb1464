/** "All branches", or the names of those where somebody works. */
export const branchWords = (
  branchIds: readonly string[],
  branches: readonly { readonly id: string; readonly name: string }[],
): string => {
  const names = branches.filter(({ id }) => branchIds.includes(id)).map(({ name }) => name);
  if (branchIds.length === 0) return "All branches";
  return names.length === 0 ? "Closed branches" : names.join(", ");
};
