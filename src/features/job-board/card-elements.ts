/** The page's handles on a card: its box, which is dragged and flies home, and its link, which has the focus. */
export const cardBoxId = (cardId: string): string => `card-${cardId}`;
export const cardLinkId = (cardId: string): string => `card-link-${cardId}`;
export const columnId = (status: string): string => `column-${status}`;

export const cardBox = (cardId: string): HTMLElement | null => document.getElementById(cardBoxId(cardId));
export const cardLink = (cardId: string): HTMLElement | null => document.getElementById(cardLinkId(cardId));
