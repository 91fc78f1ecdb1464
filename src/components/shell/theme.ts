export type Theme = "system" | "light" | "dark";

/** Read by the root layout, so that the first paint has the chosen theme. */
export const themeCookie = "theme";

const yearInSeconds = 31_536_000;

export const chosenTheme = (): Theme => {
  const value = document.documentElement.dataset.theme;
  return value === "light" || value === "dark" ? value : "system";
};

/** Pins the theme on this device, or gives it back to the device's own setting. */
export const chooseTheme = (theme: Theme): void => {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const age = theme === "system" ? 0 : yearInSeconds;
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${age}; samesite=lax`;
};
