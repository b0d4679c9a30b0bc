/** Light, dark or the system's colours: chooses when dark.css applies. */
const MEDIA = { light: 'not all', dark: 'screen' };
const SYSTEM = 'screen and (prefers-color-scheme: dark)';

/**
 * @param theme light, dark or undefined for the system's
 * @returns whether anything changed
 */
export function applyTheme(theme) {
  const link = document.getElementById('dark');
  const media = MEDIA[theme] ?? SYSTEM;
  if (link.media === media) return false;
  link.media = media;
  return true;
}
