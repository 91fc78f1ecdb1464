/** Characters. Length is what makes a password hard to guess; rules on its make-up only make it hard to remember. */
export const passwordLength = { min: 10, max: 200 } as const;

/** What is wrong with a password that somebody chooses, as a sentence; null when it can be taken. */
export const whyPasswordUnfit = (password: string): string | null => {
  if (password.length < passwordLength.min)
    return `Use ${passwordLength.min} characters or more. A few words in a row are easy to remember.`;
  return password.length > passwordLength.max ? `${passwordLength.max} characters at most.` : null;
};
