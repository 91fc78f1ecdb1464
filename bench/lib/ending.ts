const closing: (() => Promise<unknown>)[] = [];

/** Closes what a benchmark opened, when all are done. */
export const atEnd = (close: () => Promise<unknown>): void => void closing.push(close);

export const end = async (): Promise<void> => {
  for (const close of closing.splice(0).reverse()) await close();
};
