/** How to have no more texts: the word that networks take, and whoever sends for us. */
export const optOut = "No more: STOP";
