/** How the page is coloured: as the system is, or as was chosen. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'rlm-viewer-theme'
const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' }

/** The theme that comes after one when it is switched. */
export function nextTheme(theme: Theme): Theme {
  return NEXT[theme]
}

/** The theme that was chosen before; pages of a file may remember nothing. */
export function rememberedTheme(): Theme {
  try {
    const theme = localStorage.getItem(KEY)
    return theme === 'light' || theme === 'dark' ? theme : 'system'
  } catch {
    return 'system'
  }
}

/** Colours the page, and remembers it where that can be. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // The theme holds as long as the page is open.
  }
}
