const yearInSeconds = 31_536_000;

/**
 * Keeps a choice of this device where the server sees it with the next request. `document.cookie`, because the Cookie
 * Store API is absent where a workshop comes by plain HTTP over its own network.
 */
export const keepOnDevice = (name: string, value: string): void => writeCookie(name, value, yearInSeconds);

export const forgetOnDevice = (name: string): void => writeCookie(name, "", 0);

const writeCookie = (name: string, value: string, age: number): void => {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax`;
};
