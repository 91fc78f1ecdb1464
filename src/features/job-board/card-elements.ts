/** The page's handles on a card: its box, which is dragged and flies home, and its link, which has the focus. */
export const cardBoxId = (cardId: string): string => `card-${cardId}`;
export const cardLinkId = (cardId: string): string => `card-link-${cardId}`;
export const columnId = (status: string): string => `column-${status}`;

export const cardBox = (cardId: string): HTMLElement | null => document.getElementById(cardBoxId(cardId));
export const cardLink = (cardId: string): HTMLElement | null => document.getElementById(cardLinkId(cardId));

const springMs = 280;

/**
 * Shows the card flying from where it stood to where it stands now. A copy does the flying, above everything, because
 * columns cut off what leaves them. With reduced motion it is simply there.
 */
export const flyHome = (cardId: string, from: DOMRect): void => {
  const home = cardBox(cardId);
  if (home === null || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const to = home.getBoundingClientRect();
  const copy = home.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return;
  copy.removeAttribute("id");
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
  copy.inert = true;
  Object.assign(copy.style, {
    position: "fixed",
    left: `${to.left}px`,
    top: `${to.top}px`,
    width: `${to.width}px`,
    zIndex: "60",
    pointerEvents: "none",
  });
  document.body.append(copy);
  home.style.opacity = "0";
  const flight = copy.animate(
    [{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }],
    { duration: springMs, easing: "cubic-bezier(.2,.9,.25,1.15)" },
  );
  const land = (): void => {
    home.style.removeProperty("opacity");
    copy.remove();
  };
  flight.addEventListener("finish", land);
  flight.addEventListener("cancel", land);
};
