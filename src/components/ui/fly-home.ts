const springMs = 280;

/**
 * Shows `home` flying from where it stood to where it stands now. A copy does the flying, above everything, because
 * boxes that scroll cut off what leaves them. With reduced motion it is simply there.
 */
export const flyHome = (home: HTMLElement | null, from: DOMRect): void => {
  if (home === null || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const to = home.getBoundingClientRect();
  const copy = home.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return;
  copy.removeAttribute("id");
  for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
  // What is said is said once, by the one that stays.
  for (const said of copy.querySelectorAll('[role="alert"]')) said.removeAttribute("role");
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
