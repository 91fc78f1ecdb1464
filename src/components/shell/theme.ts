import { forgetOnDevice, keepOnDevice } from "./device-cookie.ts";

export type Theme = "system" | "light" | "dark";

/** Read by the root layout, so that the first paint has the chosen theme. */
export const themeCookie = "theme";

export const chosenTheme = (): Theme => {
  const value = document.documentElement.dataset.theme;
  return value === "light" || value === "dark" ? value : "system";
};

/** Pins the theme on this device, or gives it back to the device's own setting. */
export const chooseTheme = (theme: Theme): void => {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
    forgetOnDevice(themeCookie);
    return;
  }
  document.documentElement.dataset.theme = theme;
  keepOnDevice(themeCookie, theme);
};
