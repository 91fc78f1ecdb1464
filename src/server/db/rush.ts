/** What this process is at, by what it is about. Entries end with the work itself. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Lets those of this process who want the same thing at one moment come one after another: each `look`s once nobody is at
 * work on it, and only who still may sets to `work`. A crowd that wants one time then asks the database once each, instead
 * of each opening a transaction to lose. What decides between processes is the database, as ever.
 */
export const inTurn = async <Seen, Result>(
  about: string,
  look: () => Promise<Seen>,
  work: (seen: Seen) => Promise<Result>,
): Promise<Result> => {
  for (;;) {
    for (let other = underWay.get(about); other !== undefined; other = underWay.get(about))
      await Promise.allSettled([other]);
    const seen = await look();
    // Somebody was quicker to begin: what was seen may not be so when they are done.
    if (underWay.has(about)) continue;
    const working = work(seen);
    underWay.set(about, working);
    try {
      return await working;
    } finally {
      underWay.delete(about);
    }
  }
};
