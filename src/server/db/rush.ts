import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * The same question, asked once for all who ask it in one turn of the event loop: a crowd whose wait has just ended looks
 * at one page instead of at a copy each. It is asked after the last of them, so nobody is told what was so before they came.
 */
export const askedTogether = <Question, Answer>(ask: (question: Question) => Promise<Answer>) => {
  const coming = new Map<string, Promise<Answer>>();
  return (question: Question): Promise<Answer> => {
    const name = JSON.stringify(question);
    const known = coming.get(name);
    if (known !== undefined) return known;
    const answer = nextTurn().then(() => {
      coming.delete(name);
      return ask(question);
    });
    coming.set(name, answer);
    return answer;
  };
};

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
