/** Path of an executable Chromium, or undefined; CHROMIUM_PATH wins when it is set. */
export function findChromium(): string | undefined;
