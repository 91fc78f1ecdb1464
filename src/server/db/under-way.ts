/** How many commands of people this process is carrying out: effects of earlier ones give way to them (inngest/workers.ts). */
declare global {
  var pitlaneUnderWay: { people: number } | undefined;
}

// Next bundles the workers, which ask, apart from the routes, where commands run.
globalThis.pitlaneUnderWay ??= { people: 0 };
const underWay = globalThis.pitlaneUnderWay;

export const commandsUnderWay = (): number => underWay.people;

export const countedUnderWay = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  underWay.people += 1;
  try {
    return await work();
  } finally {
    underWay.people -= 1;
  }
};
